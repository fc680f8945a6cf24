// Where each play went: one card a play, one line a destination.

import { useState } from 'preact/hooks';
import { refresh } from '../follow.js';
import { hub } from '../hub.js';
import { say, warn } from '../notices.js';
import { connected, nameOf, online, outbox, trouble } from '../state.js';
import { ArtworkCredit } from '../ui/artwork.jsx';
import { Empty } from '../ui/empty.jsx';
import { useQuery } from '../ui/query.js';
import { Skeleton } from '../ui/skeleton.jsx';
import { number } from '../words/format.js';
import { t } from '../words/index.js';
import { PARTS, mayRetry, partOf, playsOf } from './outbox/entries.js';
import { Play } from './outbox/play.jsx';
import { Quotas } from './outbox/quotas.jsx';
import './outbox.css';

const PAGE = 50;

export default function Outbox() {
  return (
    <>
      <h1>{t('frame.outbox')}</h1>
      <section id="outbox" class="outbox" aria-label={t('frame.outbox')}><Contents /></section>
    </>
  );
}

function Contents() {
  if (!outbox.value) return trouble.value ? <Unreachable /> : <Skeleton rows={4} />;
  const { entries } = outbox.value;
  return (
    <>
      {!online.value && <p class="hint">{t('outbox.offline')}</p>}
      {entries.length > 0 ? <Filtered entries={entries} /> : <Nothing />}
      <Quotas />
      <ArtworkCredit or={outbox.value.attribution} />
    </>
  );
}

function Unreachable() {
  return (
    <div class="empty" role="alert">
      <p class="problem">{trouble.value.message}</p>
      <button type="button" onClick={refresh}>{t('outbox.again')}</button>
    </div>
  );
}

function Nothing() {
  const nowhere = connected.value.length === 0;
  return (
    <Empty title={t('outbox.nothing')}>
      <p>{t(nowhere ? 'outbox.nothing_nowhere' : 'outbox.nothing_hint')}</p>
      <p><a class="button primary" href={nowhere ? '/connections' : '/'}>{t(nowhere ? 'outbox.connect' : 'outbox.play')}</a></p>
    </Empty>
  );
}

function Filtered({ entries }) {
  const [{ state, service }, setQuery] = useQuery();
  const [most, setMost] = useState(PAGE);
  const here = entries.filter((entry) => !service || entry.service === service);
  const wanted = here.filter((entry) => !state || partOf(entry) === state);
  const plays = playsOf(wanted);
  return (
    <>
      <div class="filters">
        <Parts entries={here} state={state} service={service} />
        <Services entries={entries} service={service} choose={(id) => setQuery({ service: id })} />
        <RetryAll entries={wanted.filter(mayRetry)} />
      </div>
      <p class="visually-hidden" role="status">{t('outbox.shown', { count: plays.length, written: number(plays.length) })}</p>
      {plays.length === 0 && <p class="empty">{t('outbox.none_such')} <a href="/outbox">{t('outbox.show_all')}</a></p>}
      <ol class="plays">{plays.slice(0, most).map((play) => <Play key={play[0].play_id} entries={play} />)}</ol>
      {plays.length > most && <button type="button" onClick={() => setMost(most + PAGE)}>{t('outbox.more')}</button>}
    </>
  );
}

function Parts({ entries, state, service }) {
  const count = (part) => entries.filter((entry) => partOf(entry) === part).length;
  const link = (part, text, many) => {
    const query = new URLSearchParams({ ...(part && { state: part }), ...(service && { service }) });
    return (
      <li key={part ?? 'all'}>
        <a href={query.size > 0 ? `/outbox?${query}` : '/outbox'} aria-current={part === state ? 'true' : undefined} data-part={part}>{text} <b>{number(many)}</b></a>
      </li>
    );
  };
  return (
    <ul class="parts" aria-label={t('outbox.filter')}>
      {link(undefined, t('outbox.all'), entries.length)}
      {PARTS.map((part) => link(part, t(`outbox.part_${part}`), count(part)))}
    </ul>
  );
}

function Services({ entries, service, choose }) {
  const there = [...new Set([...entries.map((entry) => entry.service), ...(service ? [service] : [])])].sort();
  if (there.length < 2 && !service) return null;
  return (
    <select aria-label={t('outbox.service')} value={service ?? ''} onChange={({ target }) => choose(target.value)}>
      <option value="">{t('outbox.every_service')}</option>
      {there.map((id) => <option key={id} value={id}>{nameOf(id)}</option>)}
    </select>
  );
}

function RetryAll({ entries }) {
  const [busy, setBusy] = useState(false);
  if (entries.length < 2 && !busy) return null;
  async function all() {
    setBusy(true);
    // One by one: a hub that is away is told of once.
    try {
      for (const { id } of entries) await hub.retry(id);
      say(t('outbox.all_retried', { count: entries.length, written: number(entries.length) }));
    } catch (error) {
      warn(error.message);
    }
    setBusy(false);
    refresh();
  }
  return <button type="button" class="retry-all" disabled={busy} onClick={all}>{t('outbox.retry_all', { count: entries.length, written: number(entries.length) })}</button>;
}
