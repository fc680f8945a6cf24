// One service: its true state, and all a person can do about it.

import { ask, isAsked } from '../asked.js';
import { hub } from '../hub.js';
import { abilities } from './abilities.js';
import { codeSignIn } from './code-sign-in.js';
import { h, swap } from './dom.js';
import { feedForm, thresholdForm, tokenForm } from './service-forms.js';
import { serviceNow } from './service-now.js';
import { serviceSync } from './service-sync.js';
import { day, moment, rule } from './words.js';

const STATES = {
  connected: 'Connected',
  disconnected: 'Not connected',
  sign_in_again: 'Sign in again',
  not_configured: 'Not configured',
  configured: 'Ready',
};

export function serviceCard(id, { show, changed, unfold }) {
  let service;
  let turning;

  const state = h('span', { className: 'state' });
  const name = h('h3', {}, h('span', { className: 'name' }), state);
  const who = h('p', { className: 'who' });
  const problem = h('p', { className: 'problem', role: 'alert', hidden: true });
  const enabled = h('input', { type: 'checkbox', role: 'switch', onchange: switchOver });
  const enabledRow = h('label', { className: 'switch' }, enabled, h('span', {}, 'Send plays here'));
  const fromBrowser = h('input', { type: 'checkbox', role: 'switch', 'aria-describedby': `from-browser-${id}`, onchange: switchSender });
  const fromBrowserRow = h(
    'div',
    { className: 'sender' },
    h('label', { className: 'switch' }, fromBrowser, h('span', {}, 'Send from this browser')),
    h('p', { id: `from-browser-${id}`, className: 'hint' }),
  );
  const connectButton = h('button', { type: 'button', id: `connect-${id}`, className: 'primary', onclick: connect });
  const codeButton = h('button', { type: 'button', id: `code-${id}`, onclick: () => code.start() }, 'Use a code instead');
  const disconnectButton = h('button', { type: 'button', id: `disconnect-${id}`, onclick: disconnect }, 'Disconnect');
  const testButton = h('button', { type: 'button', id: `test-${id}`, onclick: () => run(test) }, 'Test');
  const totalsButton = h('button', { type: 'button', id: `totals-${id}`, onclick: () => run(totals) }, 'Totals');
  const connecting = { send: (body) => run(async () => receive(await hub.connect(id, body))), toggled: showConnect };
  const token = tokenForm(id, connecting);
  const feed = feedForm(id, connecting);
  const code = codeSignIn(id, {
    nameOf: () => service.name,
    toggled: showConnect,
    connected() {
      show.good(`${service.name} is connected. What you play from now on goes there too.`);
      changed(service);
    },
  });
  const threshold = thresholdForm(id, (percent) => run(() => setThreshold(percent)));
  const now = serviceNow(id, { run, show });
  const sync = serviceSync(id, { turn, run, receive, show });
  const able = abilities(id);
  const settings = h('div', { className: 'settings' }, enabledRow, fromBrowserRow, threshold.element, h('div', { className: 'tools' }, totalsButton, testButton, disconnectButton));
  const element = h(
    'article',
    { className: 'card', 'data-service': id },
    h('span', { className: 'mark', 'aria-hidden': 'true' }),
    h('div', { className: 'card-body' }, name, who, problem, token.element, feed.element, code.element, h('div', { className: 'actions' }, connectButton, codeButton), settings, sync.element, now.element, able.element),
  );

  // Runs one action at a time; the card shows that it is busy and what went wrong.
  async function run(action) {
    if (element.ariaBusy === 'true') return;
    element.ariaBusy = 'true';
    problem.hidden = true;
    try {
      await action();
    } catch (error) {
      problem.textContent = error.message;
      problem.hidden = false;
    }
    element.ariaBusy = 'false';
    if (service) update(service);
  }

  function receive(answer) {
    service = answer.service;
    changed(service);
  }

  function connect() {
    const form = { token, files: feed }[service.auth];
    if (form) {
      form.open();
      return;
    }
    run(async () => {
      const { redirect } = await hub.connect(id);
      location.assign(redirect);
      // Stays busy: the page is about to go.
      await new Promise((resolve) => { setTimeout(resolve, 10_000); });
    });
  }

  async function test() {
    const { username } = await hub.profile(id);
    show.good(username ? `${service.name} answers, and knows you as ${username}.` : `${service.name} answers.`);
  }

  async function totals() {
    const { movies, episodes, minutes, asked_at: at } = await hub.totals(id);
    show.good(`${service.name} reckons ${movies} films, ${episodes} episodes and ${Math.round(minutes / 60)} hours, as of ${moment(at)}.`);
  }

  function disconnect() {
    run(async () => {
      unfold();
      receive(await hub.disconnect(id));
      show.good(`${service.name} is disconnected. Its settings are kept.`);
    });
  }

  // News that comes while a switch is on its way does not turn it back.
  function turn(box, change) {
    const wanted = box.checked;
    run(async () => {
      turning = box;
      const answer = await change(wanted).finally(() => { turning = undefined; });
      receive(answer);
    });
  }

  function switchOver() {
    turn(enabled, (wanted) => hub.settings(id, { enabled: wanted }));
  }

  function switchSender() {
    turn(fromBrowser, (wanted) => {
      const before = isAsked(id);
      ask(id, wanted);
      return hub.settings(id, { from_browser: wanted }).catch((error) => {
        ask(id, before);
        throw error;
      });
    });
  }

  async function setThreshold(percent) {
    const answer = await hub.settings(id, { video_threshold: percent });
    receive(answer);
    const clamped = answer.clamped.length > 0;
    const said = `${service.name} counts ${rule(service.rule)}.`;
    show.good(clamped ? `Thresholds go from 1 to 95 %. ${said}` : said);
  }

  function showConnect() {
    const possible = service.state === 'disconnected' || service.state === 'sign_in_again' || Boolean(service.sign_in_ends_at);
    connectButton.hidden = !possible || [token, feed, code].some(({ element: form }) => !form.hidden);
    codeButton.hidden = connectButton.hidden || !service.code_flow;
  }

  function update(next) {
    const first = service === undefined;
    service = next;
    const connected = service.state === 'connected';
    const known = connected || service.state === 'sign_in_again';
    element.dataset.state = service.state;
    element.firstChild.textContent = service.name[0];
    name.firstChild.textContent = service.name;
    state.textContent = connected && !service.enabled ? 'Switched off' : STATES[service.state];
    swap(who, ...describe(service));
    enabledRow.hidden = !connected || service.writes.length === 0 || service.auth === 'files';
    if (turning !== enabled) enabled.checked = service.enabled;
    fromBrowserRow.hidden = !connected || service.from_browser === null;
    if (turning !== fromBrowser) fromBrowser.checked = service.from_browser === true && isAsked(id);
    const elsewhere = service.from_browser && !isAsked(id) ? 'Another browser of yours does this already. ' : '';
    fromBrowserRow.lastChild.textContent = `${elsewhere}While this page is open, ${service.name} is called from this browser, with your sign-in, which it keeps in memory only.`;
    threshold.update(connected && service.rule?.type === 'video' ? service.rule.percent : undefined);
    showConnect();
    connectButton.textContent = service.state === 'disconnected' ? `Connect ${service.name}` : `Sign in to ${service.name} again`;
    const ready = service.state === 'configured';
    testButton.hidden = !connected && !ready;
    totalsButton.hidden = !connected || !service.enabled || !service.can.includes('totals');
    disconnectButton.hidden = !known;
    for (const [button, what] of [[testButton, 'Test'], [totalsButton, 'Totals of'], [disconnectButton, 'Disconnect']]) {
      button.setAttribute('aria-label', `${what} ${service.name}`);
    }
    settings.hidden = !known && !ready;
    sync.update(service, turning === sync.box);
    now.update(service);
    able.update(service);
    for (const form of [token, feed]) {
      if (connected && !form.element.hidden) form.close();
    }
    // A code that waited when the page was left.
    if (first && service.code_pending) code.resume();
  }

  return { element, update };
}

function describe(service) {
  switch (service.state) {
    case 'connected': {
      const name = service.username ?? 'you';
      const person = service.profile_url
        ? h('a', { id: `profile-${service.service}`, href: service.profile_url, target: '_blank', rel: 'noreferrer' }, name)
        : h('b', {}, name);
      const rest = [service.rule && `counts ${rule(service.rule)}`, queue(service)];
      return ['As ', person, ...rest.filter(Boolean).map((text) => `, ${text}`), '.', ending(service)];
    }
    case 'sign_in_again':
      return [`${service.name} no longer accepts the sign-in. ${queue(service) ? `${queue(service)}; nothing is lost.` : 'Plays are kept until you are back.'}`];
    case 'not_configured':
      return ['The owner of this hub has not set its keys.'];
    case 'configured':
      return ['This hub asks it about titles. Nobody signs in.'];
    default:
      return [PURPOSES[service.service] ?? (service.kinds.includes('track') ? 'For music.' : 'For films and episodes.')];
  }
}

const PURPOSES = {
  anilist: 'For anime: how far you are.',
  myanimelist: 'For anime: how far you are.',
  letterboxd: 'For films: reads your public feed, the newest fifty entries of your diary. An export brings the rest.',
  goodreads: 'For books: reads the shelves of your feed.',
};

// For a sign-in that nothing renews, in its last week.
function ending(service) {
  return service.sign_in_ends_at ? ` The sign-in ends on ${day(service.sign_in_ends_at)}; sign in again before then, and nothing waits.` : '';
}

function queue(service) {
  const parts = [];
  if (service.waiting) parts.push(`${service.waiting} waiting`);
  if (service.dead) parts.push(`${service.dead} not delivered`);
  return parts.join(' and ');
}
