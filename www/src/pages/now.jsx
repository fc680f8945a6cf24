// What plays now, where to go on, and what has to be said about titles.

import './now.css';
import { useEffect, useState } from 'preact/hooks';
import { greets } from '../first-run.jsx';
import { connected, online, players, questions, services, trouble } from '../state.js';
import { ArtworkCredit } from '../ui/artwork.jsx';
import { Attribution } from '../ui/attribution.jsx';
import { Empty } from '../ui/empty.jsx';
import { Skeleton } from '../ui/skeleton.jsx';
import { t } from '../words/index.js';
import { Continue } from './now/continue.jsx';
import { deck } from './now/deck.js';
import { Decided } from './now/decided.jsx';
import { Elsewhere } from './now/elsewhere.jsx';
import { places, placesProblem, readPlaces } from './now/places.js';
import { Questions } from './now/questions.jsx';

// Whoever hears nothing for so long hears nothing: the line to the hub may be blocked.
const PATIENCE_MS = 12_000;

export default function Now() {
  // Services are asked for what they keep when somebody looks.
  useEffect(() => { readPlaces(); }, []);
  const awaited = useAwaited();
  return (
    <>
      <h1>{t('frame.now')}</h1>
      <div class="now-page" aria-busy={awaited}>{awaited ? <Skeleton rows={3} /> : <Contents />}</div>
    </>
  );
}

// Whether first answers are still to come. All are shown together, so that none moves another.
function useAwaited() {
  const [patient, setPatient] = useState(true);
  useEffect(() => {
    const timer = setTimeout(() => setPatient(false), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!patient || trouble.value || !online.value) return false;
  return players.value === undefined || questions.value === undefined || (places.value === undefined && !placesProblem.value);
}

function Contents() {
  return (
    <>
      <Elsewhere><Nothing /></Elsewhere>
      <Questions />
      <Continue />
      <div class="now-foot">
        <p class="hint">{t('now.not_playing')} <a href="/history">{t('now.to_history')}</a></p>
        <Decided />
        <Credit />
      </div>
    </>
  );
}

// Once, for the posters and for what may have been meant.
function Credit() {
  const { questions: open = [], attribution } = questions.value ?? {};
  return open.some(({ candidates }) => candidates.length > 0) ? <Attribution of={attribution} /> : <ArtworkCredit />;
}

function Nothing() {
  const playsHere = ['playing', 'paused'].includes(deck.value?.shown.value?.phase);
  if (playsHere) return <p class="hint">{t('now.nothing_elsewhere')} <a href="/players">{t('now.pair')}</a></p>;
  return (
    <Empty>
      <h3>{t('now.nothing')}</h3>
      <p>{t('now.nothing_hint')}</p>
      {!greets.value && <div class="actions">
        {services.value && connected.value.length === 0 && <a class="button primary" href="/connections">{t('now.connect')}</a>}
        <a class="button" href="/players">{t('now.pair')}</a>
        <button type="button" disabled={!deck.value} onClick={playSample}>{t('now.play_sample')}</button>
      </div>}
    </Empty>
  );
}

function playSample() {
  const { element, item } = deck.value.shown.peek();
  deck.value.choose(item, { play: true });
  element.scrollIntoView({ block: 'center' });
  element.focus();
}
