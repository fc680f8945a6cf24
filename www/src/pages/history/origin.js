// Who told of something, in words.

import { nameOf } from '../../state.js';
import { t } from '../../words/index.js';

const capital = (word) => word[0].toUpperCase() + word.slice(1);

export function originName(origin) {
  const [sort, name] = origin.split(':');
  if (sort === 'player') return t('history.by_player');
  // The name of its token, whatever stands in it.
  if (sort === 'client') return origin.slice(sort.length + 1);
  const known = nameOf(name);
  const said = known === name ? capital(name) : known;
  return sort === 'import' ? t('history.by_file', { name: said }) : said;
}
