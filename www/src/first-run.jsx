// The first three steps of somebody new: connect, play, bring what was before. Each can be skipped.

import { computed, effect, signal } from '@preact/signals';
import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import './first-run.css';
import { hub } from './hub.js';
import { say } from './notices.js';
import { begins } from './pages/connections/firsts.js';
import { deck } from './pages/now/deck.js';
import { connected, demo, imports, outbox, services } from './state.js';
import { Icon } from './ui/icon.jsx';
import { number } from './words/format.js';
import { t } from './words/index.js';

const KEPT = 'playtally-page:first-run';
const STEPS = ['connect', 'play', 'bring'];

// Which steps were skipped; `null` for somebody who is through, or was never new, `undefined` before that is known.
const skipped = signal(read());

function read() {
  try {
    const kept = localStorage.getItem(KEPT);
    return kept === null ? undefined : JSON.parse(kept);
  } catch {
    return undefined;
  }
}

function keep(next) {
  skipped.value = next;
  try {
    localStorage.setItem(KEPT, JSON.stringify(next));
  } catch {
    // For as long as the page is open.
  }
}

export const begin = () => keep([]);

// Whether the steps are shown: they say what to do, so nothing else has to.
export const greets = computed(() => skipped.value !== null);

const done = computed(() => ({
  connect: connected.value.length > 0,
  play: (outbox.value?.entries.length ?? 0) > 0,
  bring: (imports.value ?? []).some(({ state }) => state === 'done'),
}));

// Whoever comes with nothing is new; the hub may be long in saying what they come with.
export function greet() {
  effect(() => {
    if (skipped.value !== undefined || !services.value || !outbox.value || !imports.value) return;
    keep(Object.values(done.value).includes(true) ? null : []);
  });
}

export function FirstRun() {
  const { path } = useLocation();
  // A browser that keeps nothing is most likely somebody new: the steps are there before the hub has said so.
  const left = skipped.value === undefined ? [] : skipped.value;
  if (!left) return null;
  const open = STEPS.filter((step) => !done.value[step] && !left.includes(step));
  if (open.length === 0) {
    queueMicrotask(() => {
      keep(null);
      say(t('first_run.ready'));
    });
    return null;
  }
  return path === '/' ? <Steps open={open} /> : <Reminder open={open} />;
}

// On other pages: where one was.
function Reminder({ open: [next, ...more] }) {
  const at = STEPS.length - more.length;
  return (
    <p class="first-run-reminder">
      <span>{t('first_run.step', { at, of: STEPS.length })} {t(`first_run.${next}`)}</span>
      <a href="/">{t('first_run.go_on')}</a>
    </p>
  );
}

function Steps({ open }) {
  return (
    <section class="card plain first-run" aria-labelledby="first-run">
      <header>
        <div>
          <h2 id="first-run">{t('first_run.title')}</h2>
          <p class="hint">{t('first_run.hint')}</p>
        </div>
        <button type="button" onClick={() => keep(null)}>{t('first_run.dismiss')}</button>
      </header>
      <ol>
        {STEPS.map((step, at) => {
          const Action = ACTIONS[step];
          const state = done.value[step] ? 'done' : open[0] === step ? 'next' : open.includes(step) ? 'open' : 'skipped';
          return (
            <li key={step} data-state={state} aria-current={state === 'next' ? 'step' : undefined}>
              <span class="first-run-mark">{state === 'done' ? <Icon name="check" size={18} /> : at + 1}</span>
              <div>
                <div class="first-run-head">
                  <h3>{t(`first_run.${step}`)} {['done', 'skipped'].includes(state) && <small>{t(`first_run.${state}`)}</small>}</h3>
                  {open.includes(step) && (
                    <button type="button" class="link" aria-label={t('first_run.skip_this', { step: t(`first_run.${step}`) })} onClick={() => keep([...(skipped.value ?? []), step])}>
                      {t('first_run.skip')}
                    </button>
                  )}
                </div>
                <p class="hint">{t(`first_run.${step}_hint`)}</p>
                {open.includes(step) && <div class="actions"><Action /></div>}
              </div>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function Problem({ text }) {
  return text ? <p class="problem" role="alert">{text}</p> : null;
}

// The demo's services have accounts that anybody may use.
const QUICK = ['trakt', 'simkl'];

function Connect() {
  const [problem, setProblem] = useState();
  const go = async (service) => {
    try {
      const { redirect } = await hub.connect(service.service);
      begins(service);
      location.assign(redirect);
    } catch (error) {
      setProblem(error.message);
    }
  };
  const quick = demo.value ? (services.value ?? []).filter(({ service, state }) => QUICK.includes(service) && state === 'disconnected') : [];
  return (
    <>
      {quick.map((service, at) => (
        <button key={service.service} type="button" class={at === 0 ? 'primary' : undefined} onClick={() => go(service)}>{t('first_run.connect_to', service)}</button>
      ))}
      <a class={quick.length > 0 ? 'button' : 'button primary'} href="/connections">{t(quick.length > 0 ? 'first_run.all_services' : 'first_run.choose_service')}</a>
      <Problem text={problem} />
    </>
  );
}

function Play() {
  const toPlayer = () => {
    const first = document.querySelector('#player .tile');
    first?.scrollIntoView({ block: 'center' });
    first?.focus();
  };
  return (
    <>
      <button type="button" disabled={!deck.value} onClick={toPlayer}>{t('first_run.play_sample')}</button>
      <a class="button" href="/players">{t('first_run.pair')}</a>
    </>
  );
}

function Bring() {
  const [problem, setProblem] = useState();
  const running = (imports.value ?? []).find(({ state }) => ['comparing', 'ready', 'running'].includes(state));
  const take = async () => {
    setProblem(undefined);
    try {
      const { bringSample } = await import('./first-run/bring.js');
      await bringSample();
    } catch (error) {
      setProblem(error.message);
    }
  };
  if (running) {
    return (
      <p role="status" class="hint">
        {t('first_run.bringing', { done: number(running.done), total: number(running.total) })} <a href="/import">{t('first_run.see_import')}</a>
      </p>
    );
  }
  return (
    <>
      {demo.value && <button type="button" onClick={take}>{t('first_run.bring_sample')}</button>}
      <a class="button" href="/import">{t('first_run.bring_own')}</a>
      <Problem text={problem} />
    </>
  );
}

const ACTIONS = { connect: Connect, play: Play, bring: Bring };
