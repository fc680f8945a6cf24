// What is watched or heard at a service now, wherever; and checking in there to something without playing it here.

import { useId, useState } from 'preact/hooks';
import { ITEMS } from '../../catalogue.js';
import { hub } from '../../hub.js';
import { say } from '../../notices.js';
import { moment, relative } from '../../words/format.js';
import { t } from '../../words/index.js';
import { about, label } from '../../words/title.js';
import { isMusic } from './service.js';
import { Problem, useAction } from './use-action.jsx';

export function Elsewhere({ service }) {
  const { service: id, name, enabled, can, kinds } = service;
  const { problem, run } = useAction(service);
  const [now, setNow] = useState();
  const tells = can.includes('watching');
  if (!enabled || !(tells || can.includes('check_in'))) return null;

  const read = async () => tells && setNow(await hub.watching(id));

  const checkIn = (item) => run(async () => {
    const [{ state, expires_at: end, problem: why }] = (await hub.checkIn(id, item.media)).results;
    if (state === 'failed') throw new Error(why.detail);
    if (state === 'busy') throw new Error(t('connections.check_in_busy', { name, end: end && relative(end) }));
    say(t('connections.checked_in', { name, title: label(item.media) }));
    await read();
  });

  const takeBack = () => run(async () => {
    const { results } = await hub.cancelCheckIn(id);
    const failed = results.find(({ state }) => state === 'failed');
    if (failed) throw new Error(failed.problem.detail);
    say(results.length > 0 ? t('connections.forgotten', { name }) : t('connections.nothing_to_take'));
    await read();
  });

  return (
    <details id={`${id}-now`} onToggle={({ target }) => target.open && run(read)}>
      <summary>{t(isMusic(service) ? 'connections.elsewhere_music' : 'connections.elsewhere_screen')}</summary>
      <div class="stack">
        {tells && <p class="hint" role="status">{now && <Now service={service} now={now} />}</p>}
        {can.includes('check_in') && <CheckIn items={ITEMS.filter(({ media }) => kinds.includes(media.kind))} send={checkIn} />}
        <Problem text={problem} />
        <div class="actions">
          {tells && <button type="button" id={`${id}-look`} onClick={() => run(read)}>{t('connections.look_again')}</button>}
          {can.includes('check_in') && <button type="button" id={`${id}-take-back`} onClick={takeBack}>{t('connections.take_back')}</button>}
        </div>
      </div>
    </details>
  );
}

function Now({ service, now: { media, page, expires_at: end } }) {
  const { name } = service;
  if (!media) return t(isMusic(service) ? 'connections.nothing_heard' : 'connections.nothing_watched', { name });
  const { title, detail } = about(media);
  return (
    <>
      {t('connections.at_service', { name })}
      {page ? <a href={page} target="_blank" rel="noreferrer">{title}</a> : <b>{title}</b>}
      {t('connections.after_title', { detail, end: end && moment(end) })}
    </>
  );
}

function CheckIn({ items, send }) {
  const field = useId();
  const [chosen, choose] = useState(items[0].id);
  function submit(event) {
    event.preventDefault();
    send(items.find(({ id }) => id === chosen));
  }
  return (
    <form class="check-in" onSubmit={submit}>
      <label for={field}>{t('connections.watching')}</label>
      <select id={field} value={chosen} onChange={({ target }) => choose(target.value)}>
        {items.map((item) => <option key={item.id} value={item.id}>{label(item.media)}</option>)}
      </select>
      <button class="primary">{t('connections.check_in')}</button>
    </form>
  );
}
