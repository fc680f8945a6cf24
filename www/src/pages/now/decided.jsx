// Titles the person spoke about: what each stands for now, and the way back to being asked.

import { useEffect, useState } from 'preact/hooks';
import { refresh } from '../../follow.js';
import { hub } from '../../hub.js';
import { questions } from '../../state.js';
import { Skeleton } from '../../ui/skeleton.jsx';
import { about, label } from '../../words/title.js';
import { t } from '../../words/index.js';
import { corrections, readCorrections } from './corrections.js';

export function Decided() {
  const [problem, setProblem] = useState();

  async function run(action) {
    try {
      await action();
      setProblem(undefined);
    } catch (error) {
      setProblem(error.message);
    }
  }
  const back = (key) => run(async () => {
    await hub.takeBack(key);
    await readCorrections();
    refresh();
  });

  // A question that was answered is a decision.
  useEffect(() => { run(readCorrections); }, [questions.value]);

  const all = corrections.value;
  return (
    <details id="decided" class="decided">
      <summary>{t('now.decided')}</summary>
      {problem && <p class="problem" role="alert">{problem}</p>}
      {!all && !problem && <Skeleton rows={1} />}
      {all?.length === 0 && <p class="hint">{t('now.none_decided')}</p>}
      <ul>
        {all?.map((one) => <Row key={one.key} {...one} id={one.key} back={() => back(one.key)} />)}
      </ul>
    </details>
  );
}

function Row({ id, source, work, left_out: leftOut, short, back }) {
  const { title, detail } = about(source);
  const stands = leftOut ? t(short ? 'now.trailer_left_out' : 'now.left_out') : work ? t('now.stands_for', { work: label(work) }) : t('now.sent_as_it_is');
  return (
    <li>
      <p><b>{title}</b><span>{[reach(source, work) ?? detail, stands].filter(Boolean).join('. ')}.</span></p>
      <button type="button" id={`take-back-${id}`} aria-label={`${t('now.take_back')}: ${title}`} onClick={back}>{t('now.take_back')}</button>
    </li>
  );
}

// What was said of an episode counts for its season or series, unless it is of that episode.
function reach({ kind, season }, work) {
  if (kind !== 'episode' || work?.kind === 'episode') return undefined;
  return work?.kind === 'season' ? t('now.season', { season }) : t('now.whole_series');
}
