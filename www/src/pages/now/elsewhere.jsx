// What plays on paired players and in other pages, as it moves on.

import { useEffect, useState } from 'preact/hooks';
import { hub } from '../../hub.js';
import { say } from '../../notices.js';
import { players } from '../../state.js';
import { own } from '../../tracker.js';
import { Ask } from '../../ui/ask.jsx';
import { Artwork } from '../../ui/artwork.jsx';
import { length, list, time } from '../../words/format.js';
import { about } from '../../words/title.js';
import { has, t } from '../../words/index.js';
import { correctionOf, standsFor } from './corrections.js';
import { goOnFrom } from './focus.js';
import { Opinion } from './opinion.jsx';
import { Progress } from './progress.jsx';
import { targetsOf } from './targets.js';
import { takeBack, WrongTitle } from './wrong-title.jsx';

// Nobody says that a player fell silent, and between facts only time goes by.
const TICK_MS = 1_000;

function useNow() {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

// What plays on other players at a moment.
export const openPlayers = (now = Date.now()) => (
  (players.value ?? []).filter(({ fact, until }) => !own.value.has(fact.playId) && Date.parse(until) > now));

export function Elsewhere({ children }) {
  const now = useNow();
  const [gone, setGone] = useState([]);
  const [wrong, setWrong] = useState();
  const open = openPlayers(now);
  if (players.value === undefined) return <p class="hint" role="status">{t('now.unseen')}</p>;
  return (
    <section id="playing" class="panel playing" aria-labelledby="playing-title">
      <h2 id="playing-title" tabIndex={-1}>{t('now.elsewhere')}</h2>
      <ul class="now-cards">
        {open.map((player) => (
          <Card
            key={player.fact.playId} player={player} now={now} correct={setWrong} hidden={gone.includes(player.fact.playId)}
            hide={(hidden) => setGone((all) => (hidden ? [...all, player.fact.playId] : all.filter((id) => id !== player.fact.playId)))}
          />
        ))}
      </ul>
      {open.every(({ fact }) => gone.includes(fact.playId)) && children}
      {wrong && <WrongTitle source={wrong} close={() => setWrong(undefined)} />}
    </section>
  );
}

// Where a play is by now: a player tells of it only when something changes.
function placeOf({ type, at, position, duration, rate, credit }, now) {
  const gone = type === 'paused' ? 0 : (Math.max(0, now - at) / 1000) * rate;
  const place = Math.min(position + gone, duration ?? Infinity);
  return { position: place, duration, credited: credit / 1000 + (place - position) };
}

function Card({ player, now, hidden, hide, correct }) {
  const { device, fact } = player;
  const [asked, setAsked] = useState();
  const [problem, setProblem] = useState();
  const [discards, setDiscards] = useState(false);
  const media = standsFor(fact.media);
  const { title, detail } = about(media);
  const corrected = correctionOf(fact.media);
  const paused = fact.type === 'paused';
  const targets = targetsOf(media.kind);
  const name = device?.name ?? t('now.other_page');
  const counted = targets.filter(({ rule }) => fact.rulesMet.includes(rule.id)).flatMap(({ names }) => names);

  async function command(word, done) {
    setProblem(undefined);
    try {
      const answer = await hub.command(player.player ?? fact.playId, word, fact.playId);
      done(answer);
    } catch (error) {
      hide(false);
      const known = `now.refused_${error.code}`;
      setProblem(has(known) ? t(known) : error.message);
    }
  }

  const pause = () => command('pause', setAsked);
  // The hub does these itself, so the card goes at once.
  const finish = () => {
    hide(true);
    goOnFrom('playing-title');
    command('finish', () => say(t('now.finished', { title })));
  };
  const discard = () => {
    hide(true);
    goOnFrom('playing-title');
    command('discard', (answer) => say(t(answer.counted ? 'now.discarded_counted' : 'now.discarded', { title })));
  };

  return (
    <li class="now-card" data-play={fact.playId} hidden={hidden}>
      <Artwork of={media} width={80} />
      <div class="now-body">
        <div class="now-head">
          <h3>{title}</h3>
          <span class="phase" data-phase={paused ? 'paused' : 'playing'}>{t(paused ? 'now.paused' : 'now.playing')}</span>
        </div>
        {detail && <p class="detail">{detail}</p>}
        <p class="detail">{t('now.on', { name })}</p>
        {corrected && (
          <p class="detail">
            {t('now.came_as', { title: about(fact.media).title })}{' '}
            <button type="button" class="link" onClick={() => takeBack(corrected.key)}>{t('now.take_back')}</button>
          </p>
        )}
        <Progress {...placeOf(fact, now)} targets={targets} met={fact.rulesMet} compact />
        <div class="actions">
          {!paused && <button type="button" disabled={waits(asked, now)} aria-label={`${t('now.pause')}: ${title}`} onClick={pause}>{t('now.pause')}</button>}
          <button type="button" aria-label={`${t('now.finish')}: ${title}`} onClick={finish}>{t('now.finish')}</button>
          <button type="button" aria-label={`${t('now.discard')}: ${title}`} onClick={() => setDiscards(true)}>{t('now.discard')}</button>
          <button type="button" class="link" aria-label={`${t('now.wrong_title')} ${title}`} onClick={() => correct(fact.media)}>{t('now.wrong_title')}</button>
        </div>
        <p class="hint said" role="status">{!paused && asked && heard(asked, now)}</p>
        {problem && <p class="problem" role="alert">{problem}</p>}
        <Opinion media={media} />
      </div>
      {discards && (
        <Ask title={t('now.discard_title', { title })} yes={t('now.discard_yes')} act={discard} close={() => setDiscards(false)}>
          <p>{counted.length > 0 ? t('now.discard_counted', { who: list(counted) }) : t('now.discard_hint')}</p>
        </Ask>
      )}
    </li>
  );
}

const waits = (asked, now) => asked !== undefined && now < Date.parse(asked.until);

// When the player will hear of a pause, as far as anybody knows.
function heard({ expected_at: at, until }, now) {
  if (now >= Date.parse(until)) return t('now.pause_unheard');
  if (!at || Date.parse(at) > Date.parse(until)) return t('now.pause_unsure', { until: time(until) });
  const seconds = Math.ceil((Date.parse(at) - now) / 1000);
  return seconds > 60 ? t('now.pause_at', { at: time(at) }) : t('now.pause_soon', { left: length(Math.max(0, seconds)) });
}
