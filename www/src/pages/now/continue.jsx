// What was left half way, here or elsewhere, with the way on.

import { ITEMS } from '../../catalogue.js';
import { nameOf } from '../../state.js';
import { Artwork } from '../../ui/artwork.jsx';
import { Icon } from '../../ui/icon.jsx';
import { length, percent, relative } from '../../words/format.js';
import { about } from '../../words/title.js';
import { t } from '../../words/index.js';
import { deck } from './deck.js';
import { openPlayers } from './elsewhere.jsx';
import { goOnFrom } from './focus.js';
import { keyOf } from './known.js';
import { dismiss, markSeen, openPlaces, places, placesProblem } from './places.js';

// What plays, here or elsewhere, is not offered beside it.
function offered() {
  const playing = openPlayers().map(({ fact }) => fact.playId);
  return openPlaces().filter(({ key, resume }) => key !== deck.value?.current.value && !playing.includes(resume?.playId));
}

export function Continue() {
  const open = offered();
  if (open.length === 0) return placesProblem.value && places.value === undefined ? <p class="problem" role="alert">{t('now.no_places', { why: placesProblem.value })}</p> : null;
  return (
    <section id="continue" class="panel" aria-labelledby="continue-title">
      <h2 id="continue-title" tabIndex={-1}>{t('now.continue')}</h2>
      <ul class="places" aria-labelledby="continue-title">
        {open.map((place) => <Place key={place.key} place={place} />)}
      </ul>
    </section>
  );
}

function Place({ place }) {
  const { key, media, work = media, resume, source = 'player', at = resume?.savedAt } = place;
  const { title, detail } = about(work);
  const item = deck.value && ITEMS.find((one) => keyOf(one.media) === key);
  const share = (place.percent ?? (100 * resume.position) / resume.duration) / 100;
  const said = [title, detail].filter(Boolean).join(', ');
  const away = (act) => () => {
    act(place, title);
    goOnFrom('continue-title', 'playing-title');
  };
  return (
    <li class="place" data-key={key}>
      <Artwork of={work} width={46} />
      <div class="now-body">
        <h3>{title}</h3>
        {detail && <p class="detail">{detail}</p>}
        <div class="bar slim" aria-hidden="true"><div class="bar-credit" style={{ '--at': `${share * 100}%` }} /></div>
        <p class="detail">
          {resume?.duration ? t('now.of', { part: length(resume.position), whole: length(resume.duration) }) : percent(share)}
          {' · '}{t('now.left', { when: relative(at), where: source === 'player' ? t('now.a_player') : nameOf(source) })}
        </p>
        <div class="actions">
          {item && resume && (
            <button type="button" class="primary" aria-label={`${t('now.go_on', { at: length(resume.position) })}: ${said}`} onClick={() => deck.value.choose(item, { play: true, from: resume.position })}>
              {t('now.go_on', { at: length(resume.position) })}
            </button>
          )}
          <button type="button" aria-label={`${t('now.seen_it')}: ${said}`} onClick={away(markSeen)}>{t('now.seen_it')}</button>
        </div>
      </div>
      <button type="button" class="quiet" aria-label={t('now.dismiss', { title: said })} onClick={away(dismiss)}><Icon name="close" size={18} /></button>
    </li>
  );
}
