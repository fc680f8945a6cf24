// A play and its destinations: what came of it at each, why, and the one button that helps.

import { useState } from 'preact/hooks';
import { refresh } from '../../follow.js';
import { hub } from '../../hub.js';
import { say } from '../../notices.js';
import { nameOf, outbox } from '../../state.js';
import { Artwork } from '../../ui/artwork.jsx';
import { Ask } from '../../ui/ask.jsx';
import { Icon } from '../../ui/icon.jsx';
import { PickWork } from '../../ui/pick-work.jsx';
import { Reason } from '../../ui/reason.jsx';
import { moment } from '../../words/format.js';
import { about } from '../../words/title.js';
import { t } from '../../words/index.js';
import { Countdown } from './countdown.jsx';
import { helpFor, mayRetry } from './entries.js';

export function Play({ entries }) {
  const [first] = entries;
  const { title, detail } = about(first.media);
  const when = first.watched_at ?? first.at;
  return (
    <li class="play" data-play={first.play_id}>
      <Artwork of={first.media} />
      <div>
        <div class="play-head"><h2>{title}</h2><time dateTime={when}>{moment(when)}</time></div>
        <p class="detail">{detail}</p>
        <ul class="marks">{entries.map((entry) => <Destination key={entry.id} entry={entry} />)}</ul>
      </div>
    </li>
  );
}

const LOOKS = {
  done: ['good', '✓'], dead: ['bad', '!'], signed_out: ['bad', '!'], sending: ['busy', '↑'], checking: ['busy', '?'], live: ['busy', '▸'],
};

function Destination({ entry }) {
  const [problem, setProblem] = useState();
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState();
  const [tone, sign] = LOOKS[entry.state] ?? ['wait', '…'];

  async function act(work) {
    setProblem(undefined);
    setBusy(true);
    try {
      const answer = await work();
      if (answer?.entry) put(answer.entry);
    } catch (error) {
      setProblem(error.message);
    }
    setBusy(false);
    refresh();
  }

  async function drop() {
    await act(() => hub.drop(entry.id));
    document.getElementById('page').focus({ preventScroll: true });
  }

  async function correct(work) {
    setAsking(undefined);
    await act(() => hub.retryAs(entry.id, work));
    say(t('outbox.corrected', { service: nameOf(entry.service) }));
  }

  return (
    <li class={`destination ${tone}`} data-service={entry.service} data-state={entry.state} aria-busy={busy}>
      <span class="sign" aria-hidden="true">{sign}</span>
      <span class="where">{nameOf(entry.service)}</span>
      <div class="what"><Words entry={entry} />{problem && <p class="problem" role="alert">{problem}</p>}</div>
      <Buttons entry={entry} busy={busy} retry={() => act(() => hub.retry(entry.id))} correct={() => setAsking('correct')} drop={() => setAsking('drop')} />
      {asking === 'drop' && (
        <Ask title={t('outbox.drop_title')} yes={t('outbox.drop')} act={drop} close={() => setAsking(undefined)}>
          <p>{t('outbox.drop_text', { title: entry.title, name: nameOf(entry.service) })}</p>
        </Ask>
      )}
      {asking === 'correct' && (
        <PickWork
          title={t('outbox.what_was_it', { title: entry.title })} first={about(entry.media).title} like={entry.media.kind === 'episode' ? entry.media : undefined}
          close={() => setAsking(undefined)} pick={correct}
        />
      )}
    </li>
  );
}

function put(entry) {
  const { entries } = outbox.peek();
  outbox.value = { ...outbox.peek(), entries: entries.map((other) => (other.id === entry.id ? entry : other)) };
}

// What it comes to, for a person: the reason by its code, and how the service put it where there are no words for that.
function Words({ entry: { state, outcome, reason, next_at: next, waits_for: waitsFor, attempts, service } }) {
  const name = nameOf(service);
  const keys = [`outbox.is_${state}_${outcome}`, `outbox.is_${state}`, 'outbox.is_waiting'];
  return (
    <>
      <p>{t(keys)}{next && state !== 'done' && state !== 'dead' && <> <Countdown at={next} word={state === 'waiting' ? 'outbox.until' : 'outbox.at'} /></>}</p>
      {reason && <p class="why"><Reason of={reason} name={name} /></p>}
      {waitsFor === 'quota' && <p class="why">{t('outbox.waits_for_quota', { name })}</p>}
      {attempts > 1 && state !== 'done' && <p class="why">{t('outbox.attempts', { count: attempts })}</p>}
    </>
  );
}

function Buttons({ entry, busy, retry, correct, drop }) {
  const name = (text) => `${text}: ${entry.title}, ${nameOf(entry.service)}`;
  const button = (text, onClick, more) => <button type="button" aria-label={name(text)} disabled={busy} onClick={onClick} {...more}>{text}</button>;
  const help = helpFor(entry);
  const dead = entry.state === 'dead';
  if (!dead && help !== 'sign_in' && entry.state !== 'waiting') return null;
  return (
    <div class="actions">
      {help === 'sign_in' && <a class="button" href={`/connections#${entry.service}`} aria-label={name(t('outbox.sign_in'))}>{t('outbox.sign_in')}</a>}
      {help === 'correct' && button(t('outbox.correct'), correct)}
      {help === 'retry' && dead && button(t('outbox.retry'), retry)}
      {dead || !mayRetry(entry) ? null : button(t('outbox.try_now'), retry)}
      {dead && button(<Icon name="trash" size={18} />, drop, { class: 'quiet', 'aria-label': name(t('outbox.drop')), title: t('outbox.drop') })}
    </div>
  );
}
