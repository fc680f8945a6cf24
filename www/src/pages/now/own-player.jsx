// The page's own player: what to play, what it is, how fast, and how far the play is.

import { useSignal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ITEMS, choicesFor, itemById } from '../../catalogue.js';
import { onNews, refresh } from '../../follow.js';
import { tracker } from '../../tracker.js';
import { number } from '../../words/format.js';
import { about, label } from '../../words/title.js';
import { t } from '../../words/index.js';
import { deck, makeDeck } from './deck.js';
import { correctionOf, standsFor } from './corrections.js';
import { knownOf, readKnown } from './known.js';
import { Opinion } from './opinion.jsx';
import { readPlaces } from './places.js';
import { Progress } from './progress.jsx';
import { targetsOf } from './targets.js';
import { takeBack, WrongTitle } from './wrong-title.jsx';

const SPEEDS = [0.5, 1, 1.25, 1.5, 2, 4, 8, 16];

const readAll = () => Promise.all([readPlaces(), readKnown(ITEMS.map(({ media }) => media))]);

export function OwnPlayer({ hidden }) {
  const video = useRef();
  const audio = useRef();
  const made = useSignal();
  useEffect(() => {
    made.value = makeDeck(tracker.value, video.current, audio.current);
    deck.value = made.value;
    readAll();
    const ends = [
      tracker.value.on('fact', refresh),
      tracker.value.on('state', (state) => state === 'idle' && readAll()),
      // Somebody moved on: marks may have changed.
      onNews(({ type }) => type === 'playing' && readAll()),
    ];
    return () => ends.forEach((end) => end());
  }, []);
  const shown = made.value?.shown.value;
  const music = shown?.element === audio.current;
  return (
    <section id="player" class="panel player" hidden={hidden} aria-labelledby="player-title">
      <h2 id="player-title">{t('now.this_page')}</h2>
      <div class="stage">
        <video ref={video} id="video" controls preload="metadata" playsInline hidden={music} aria-label={shown && label(shown.media)} />
        <div class="sleeve" hidden={!shown || !music}>
          <div class="sleeve-art" aria-hidden="true" />
          <audio ref={audio} id="audio" controls preload="metadata" aria-label={shown && label(shown.media)} />
        </div>
      </div>
      {shown && <Playing {...shown} deck={made.value} />}
    </section>
  );
}

function Playing({ item, media, progress, phase, rate, deck: { choose, setSpeed } }) {
  const [speed, setShownSpeed] = useState('1');
  const [wrong, setWrong] = useState(false);
  const stands = standsFor(media);
  const { title, detail } = about(stands);
  const corrected = correctionOf(media);
  const choices = choicesFor(item);
  const state = phase === 'playing' && rate !== 1 ? t('now.playing_at', { rate: number(rate) }) : t(`now.${phase}`);
  return (
    <>
      <div class="now-head">
        <div>
          <h3>{title}</h3>
          <p class="detail">{detail}</p>
          {corrected && (
            <p class="detail">
              {t('now.came_as', { title: label(media) })}{' '}
              <button type="button" class="link" onClick={() => takeBack(corrected.key)}>{t('now.take_back')}</button>
            </p>
          )}
        </div>
        <span class="phase" data-phase={phase}>{state}</span>
      </div>
      <Progress
        position={progress.position} duration={progress.duration} credited={progress.credited} other={progress.other}
        targets={targetsOf(media.kind)} met={progress.rules.filter(({ met }) => met).map(({ id }) => id)}
      />
      <div class="opinions">
        <Opinion media={stands} />
        <button type="button" class="link" onClick={() => setWrong(true)}>{t('now.wrong_title')}</button>
      </div>
      <div class="controls">
        <div class="field">
          <label for="report-as">{t('now.file_is')}</label>
          <select id="report-as" disabled={choices.length === 1} value={choices.find((one) => one.media === media)?.id} onChange={({ target }) => choose(item, { media: itemById(target.value).media })}>
            {choices.map((one) => <option key={one.id} value={one.id}>{label(one.media)}</option>)}
          </select>
        </div>
        <div class="field narrow">
          <label for="speed">{t('now.speed')}</label>
          <select id="speed" value={speed} onChange={({ target }) => { setShownSpeed(target.value); setSpeed(Number(target.value)); }}>
            {SPEEDS.map((one) => <option key={one} value={String(one)}>{`${number(one)}×`}</option>)}
          </select>
        </div>
        {item.next && <button type="button" id="next" onClick={() => choose(itemById(item.next), { play: true })}>{t('now.next')}</button>}
      </div>
      <div class="tiles" role="group" aria-label={t('now.what_to_play')}>
        {ITEMS.map((one) => <Tile key={one.id} item={one} chosen={one === item} choose={choose} />)}
      </div>
      {wrong && <WrongTitle source={media} close={() => setWrong(false)} />}
    </>
  );
}

function Tile({ item, chosen, choose }) {
  const { title, detail } = about(item.media);
  const { plays = 0 } = knownOf(item.media);
  return (
    <button type="button" class="tile" id={`play-${item.id}`} data-item={item.id} aria-pressed={chosen} onClick={() => choose(item)}>
      <b>{title}</b>
      <span>{detail}</span>
      {plays > 0 && <span class="badge">{t('now.times', { count: plays })}</span>}
    </button>
  );
}
