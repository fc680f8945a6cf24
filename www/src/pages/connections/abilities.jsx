// What a service can do, in words a person uses.

import { has, t } from '../../words/index.js';
import { list } from '../../words/format.js';

export function Abilities({ service: { service: id, writes, reads, can } }) {
  const rows = [['takes', writes], ['tells', reads], ['finds', can]]
    .map(([sort, words]) => [sort, named(sort, words)])
    .filter(([, words]) => words.length > 0);
  return (
    <details class="abilities-of" id={`${id}-abilities`}>
      <summary>{t('connections.able')}</summary>
      <dl class="abilities">
        {rows.map(([sort, words]) => <div key={sort}><dt>{t(`connections.${sort}`)}</dt><dd>{list(words)}</dd></div>)}
      </dl>
    </details>
  );
}

// A word the hub has and this page does not is left out.
const named = (sort, words) => words.map((word) => `connections.${sort}_${word}`).filter(has).map((key) => t(key));
