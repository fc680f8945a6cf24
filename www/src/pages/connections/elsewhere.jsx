// What is watched or heard at a service now, wherever; and checking in there to something without playing it here.

import { useState } from 'preact/hooks';
import { hub, refused } from '../../hub.js';
import { say } from '../../notices.js';
import { PickWork } from '../../ui/pick-work.jsx';
import { moment, relative } from '../../words/format.js';
import { t } from '../../words/index.js';
import { about, label } from '../../words/title.js';
import { isMusic } from './service.js';
import { Problem, useAction } from './use-action.jsx';

export function Elsewhere({ service }) {
  const { service: id, name, enabled, can } = service;
  const { problem, run } = useAction(service);
  const [now, setNow] = useState();
  const tells = can.includes('watching');
  if (!enabled || !(tells || can.includes('check_in'))) return null;

  const read = async () => tells && setNow(await hub.watching(id));

  const checkIn = (media) => run(async () => {
    const [{ state, expires_at: end, problem: why }] = (await hub.checkIn(id, media)).results;
    if (state === 'failed') throw refused(why);
    if (state === 'busy') throw new Error(t('connections.check_in_busy', { name, end: end && relative(end) }));
    say(t('connections.checked_in', { name, title: label(media) }));
    await read();
  });

  const takeBack = () => run(async () => {
    const { results } = await hub.cancelCheckIn(id);
    const failed = results.find(({ state }) => state === 'failed');
    if (failed) throw refused(failed.problem);
    say(results.length > 0 ? t('connections.forgotten', { name }) : t('connections.nothing_to_take'));
    await read();
  });

  return (
    <details id={`${id}-now`} onToggle={({ target }) => target.open && run(read)}>
      <summary>{t(isMusic(service) ? 'connections.elsewhere_music' : 'connections.elsewhere_screen')}</summary>
      <div class="stack">
        {tells && <p class="hint" role="status">{now && <Now service={service} now={now} />}</p>}
        {can.includes('check_in') && <CheckIn send={checkIn} />}
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

// What it is, the person looks up.
function CheckIn({ send }) {
  const [looking, setLooking] = useState(false);
  const pick = (work) => {
    setLooking(false);
    send(work);
  };
  return (
    <>
      <div class="actions"><button type="button" class="primary" onClick={() => setLooking(true)}>{t('connections.check_in')}</button></div>
      {looking && <PickWork title={t('connections.watching')} pick={pick} close={() => setLooking(false)} />}
    </>
  );
}
