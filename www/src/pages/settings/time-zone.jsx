// By whose clock the days of plays are told.

import { useEffect, useState } from 'preact/hooks';
import { change } from '../../change.js';
import { hub } from '../../hub.js';
import { say } from '../../notices.js';
import { time } from '../../words/format.js';
import { t } from '../../words/index.js';
import { Part } from './part.jsx';

const ZONES = Intl.supportedValuesOf('timeZone');
const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;

export function TimeZone() {
  const [zone, setZone] = useState();
  // What the person is typing; an answer that comes meanwhile does not write over it.
  const [typed, setTyped] = useState();
  const [problem, setProblem] = useState();

  const shown = typed ?? zone ?? '';
  useEffect(() => {
    hub.timeZone().then(({ time_zone: known }) => setZone((chosen) => (chosen === undefined ? known : chosen)), (error) => setProblem(error.message));
  }, []);

  function take(wanted) {
    setZone(wanted);
    setTyped(undefined);
  }

  async function choose(wanted) {
    setProblem(undefined);
    const before = zone;
    try {
      await change('PUT', 'user/time_zone', { time_zone: wanted }, { show: () => { take(wanted); return () => take(before); } });
      say(t('settings.zone_saved'));
    } catch (error) {
      setProblem(error.message);
    }
  }

  function submit(event) {
    event.preventDefault();
    const wanted = shown.trim();
    if (wanted === '') choose(null);
    else if (ZONES.includes(wanted) || wanted === 'UTC') choose(wanted);
    else setProblem(t('settings.zone_unknown', { zone: wanted }));
  }

  return (
    <Part title={t('settings.time_zone')} hint={t('settings.time_zone_hint')}>
      <form class="row" onSubmit={submit}>
        <div class="field">
          <label for="time-zone">{t('settings.zone')}</label>
          <input
            id="time-zone" list="time-zones" autocomplete="off" placeholder={t('settings.zone_of_players')} value={shown}
            aria-invalid={problem !== undefined} aria-describedby="time-zone-said" onInput={({ target }) => setTyped(target.value)}
          />
          <datalist id="time-zones">{ZONES.map((one) => <option key={one} value={one} />)}</datalist>
        </div>
        <button class="primary" disabled={shown.trim() === (zone ?? '')}>{t('settings.save')}</button>
        {zone !== HERE && <button type="button" onClick={() => choose(HERE)}>{t('settings.zone_here', { zone: HERE })}</button>}
      </form>
      <p id="time-zone-said" class={problem ? 'problem' : 'hint'} role="status">
        {problem ?? (zone ? t('settings.zone_now', { time: time(new Date(), zone) }) : t('settings.zone_of_players_hint'))}
      </p>
    </Part>
  );
}
