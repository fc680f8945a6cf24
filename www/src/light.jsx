// The light in the header: is everything in sync, under way, in trouble or offline; and how each service stands.

import { useId } from 'preact/hooks';
import { waiting } from './change.js';
import { connected, online, outbox, trouble } from './state.js';
import { status } from './tracker.js';
import { usePopup } from './ui/popup.js';
import { reasonOf } from './ui/reason.jsx';
import { t } from './words/index.js';

const MOVING = ['waiting', 'sending', 'checking', 'live'];

// What a service's plays come to, the worst first.
function standing({ service, name, state, enabled, sync_state: sync, sync_error: problem, last_sync_at: last }) {
  const mine = (outbox.value?.entries ?? []).filter((entry) => entry.service === service);
  const count = (states) => mine.filter((entry) => states.includes(entry.state)).length;
  if (state === 'sign_in_again') return { tone: 'error', text: t('light.sign_in_again') };
  if (!enabled) return { tone: 'off', text: t('light.off') };
  if (problem) return { tone: 'error', text: reasonOf(problem, name) };
  if (count(['dead']) > 0) return { tone: 'error', text: t('light.undelivered', { count: count(['dead']) }) };
  if (sync === 'syncing') return { tone: 'syncing', text: t('light.at_work') };
  if (count(MOVING) > 0) return { tone: 'syncing', text: t('light.waits', { count: count(MOVING) }) };
  return { tone: 'idle', text: t(last ? 'light.in_step' : 'light.up_to_date') };
}

function own() {
  if (!online.value) return 'offline';
  if (trouble.value || status.value === 'error') return 'error';
  return status.value === 'syncing' || waiting.value.length > 0 ? 'syncing' : 'idle';
}

export function Light() {
  const { open, setOpen, place } = usePopup();
  const id = useId();
  const byMouse = (wanted) => ({ pointerType }) => pointerType === 'mouse' && setOpen(wanted);
  const hub = own();
  const rows = connected.value.map((service) => ({ service, ...standing(service) }));
  const tones = [hub, ...rows.map(({ tone }) => tone)];
  const tone = hub === 'offline' ? hub : ['error', 'syncing'].find((one) => tones.includes(one)) ?? 'idle';
  return (
    <div class="light" ref={place} onPointerEnter={byMouse(true)} onPointerLeave={byMouse(false)}>
      <button type="button" id="sync" data-state={tone} aria-expanded={open} aria-controls={id} onClick={() => setOpen(true)}>
        {t(`light.${tone}`)}
      </button>
      <span class="visually-hidden" role="status">{t(`light.${tone}`)}</span>
      <div id={id} class="light-rows" hidden={!open}>
        <p>{t(`light.hub_${hub}`)}</p>
        {waiting.value.length > 0 && <p>{t('light.changes', { count: waiting.value.length })}</p>}
        {rows.length === 0 && <p>{t('light.none')}</p>}
        <dl>
          {rows.map(({ service, tone: one, text }) => (
            <div key={service.service} data-state={one}><dt>{service.name}</dt><dd>{text}</dd></div>
          ))}
        </dl>
        <a href="/connections" onClick={() => setOpen(false)}>{t('light.open')}</a>
      </div>
    </div>
  );
}
