// Puts the page together: the hub's answers go to the views, the player's facts to the package.

import { isAsked } from './asked.js';
import { carrier } from './carry.js';
import { ITEMS } from './catalogue.js';
import { hub, LIVE } from './hub.js';
import { live } from './live.js';
import { Playtally, init } from './playtally/browser.js';
import { poll } from './poll.js';
import { decidedView } from './views/decided.js';
import { devicesCard } from './views/devices.js';
import { h } from './views/dom.js';
import { findView } from './views/find.js';
import { importView } from './views/import.js';
import { announceReturn, notices } from './views/notices.js';
import { outboxView } from './views/outbox.js';
import { playerView } from './views/player.js';
import { playingView } from './views/playing.js';
import { questionsView } from './views/questions.js';
import { recoveryCard } from './views/recovery.js';
import { servicesView } from './views/services.js';
import { syncLight } from './views/sync.js';

const part = (id) => document.getElementById(id);
// Plays for a service that wants a new sign-in are kept for it.
const AWAITED = ['connected', 'sign_in_again'];
const UNDER_WAY = ['live', 'waiting', 'sending', 'checking'];

const show = notices(part('notices'));
let services = [];
let rules = [];
let placesMoved = true;

const nameOf = (id) => services.find((service) => service.service === id)?.name ?? id;

const servicesPart = servicesView(part('services'), {
  show,
  changed: () => refresh.now(),
});
const outboxPart = outboxView(part('outbox'), {
  nameOf,
  onRetry: (id) => attempt(() => hub.retry(id)),
  onDrop: (id) => {
    if (confirm('Drop this play? It will not be sent to this service.')) attempt(() => hub.drop(id));
  },
  onSignIn: (id) => part(`connect-${id}`).click(),
});
const playingPart = playingView(part('playing'));
const questionsPart = questionsView(part('questions'), {
  onAnswer: (source, work) => attempt(() => hub.correct(source, work)),
  onDrop: (key) => {
    if (confirm('Leave this out, now and whenever it is played? You can take it back.')) attempt(() => hub.dropQuestion(key));
  },
});
const importPart = importView(part('import'));
const devices = devicesCard({ show });
const recovery = recoveryCard({ back: () => location.assign('/?again=true') });
part('account').append(h('div', { className: 'cards' }, devices.element, recovery.element));
findView(part('find'), { search: hub.search });
const decidedPart = decidedView(part('find'));
let player;

async function attempt(action) {
  try {
    await action();
  } catch (error) {
    show.error(error.message);
  }
  refresh.now();
  decidedPart.update();
}

// What a play of this kind is measured by, with the names of the services each rule is for;
// while none is connected, what it would be measured by. A service that files anime alone
// is no promise for every film.
function rulesFor(kind) {
  const type = kind === 'track' ? 'music' : 'video';
  const targets = rules
    .filter((rule) => rule.type === type)
    .map((rule) => ({
      rule,
      names: services
        .filter((service) => AWAITED.includes(service.state) && service.enabled && service.kinds.includes(kind) && service.needs.length === 0 && service.rule?.id === rule.id)
        .map((service) => service.name),
    }));
  const wanted = targets.filter((target) => target.names.length > 0);
  return wanted.length > 0 ? wanted : targets;
}

async function takeServices(answer) {
  services = answer.services;
  const moved = JSON.stringify(answer.rules) !== JSON.stringify(rules);
  rules = answer.rules;
  if (player && moved) await playtally.refresh();
  servicesPart.update(services);
  player?.setRules(rulesFor);
}

const refresh = poll(async () => {
  try {
    const answer = await hub.services();
    await takeServices(answer);
    // The hub tells of no change where only this browser was asked anew.
    carry.heard({ ...answer, type: 'services' });
    const outbox = await hub.outbox();
    outboxPart.update(outbox);
    questionsPart.update(await hub.questions());
    const importing = await importPart.read();
    if (player && placesMoved) await readStates();
    return importing || player?.isPlaying() || outbox.entries.some((entry) => UNDER_WAY.includes(entry.state));
  } catch (error) {
    servicesPart.failed(error.message);
    outboxPart.failed(error.message);
    return true;
  }
}, () => listening?.on);

let listening;
const carry = carrier((message) => listening?.say(message), isAsked);

// What the hub tells by itself.
async function heard({ type, ...subject }) {
  if (type === 'services') await takeServices(subject);
  if (type === 'outbox') outboxPart.update(subject);
  if (type === 'questions') {
    questionsPart.update(subject);
    decidedPart.update();
  }
  if (type === 'import') importPart.progress(subject);
  if (type === 'playing') {
    playingPart.update(subject.players);
    // Somebody moved on: places and marks may have changed.
    if (player) await readStates();
  }
}

function readCards() {
  devices.read();
  recovery.read();
}

async function readStates() {
  placesMoved = false;
  const keys = ITEMS.map((item) => playtally.keyOf(item.media));
  const [saved, known] = await Promise.all([hub.savedPlaces(), hub.states(keys)]);
  player.setPlaces(saved.continue);
  player.setStates(known.states);
}

// The first answer makes the person, so nothing else is asked before it is here.
await refresh.now();
announceReturn(show, services);
listening = live(LIVE, {
  heard: (message) => {
    heard(message).catch((error) => show.error(error.message));
    carry.heard(message);
  },
  turned: (on) => {
    if (!on) carry.gone();
    return on ? readCards() : refresh.now();
  },
});
readCards();

async function start() {
  try {
    await init();
    return await Playtally.connect({ hub: '/api/v1' });
  } catch (error) {
    show.error(`Plays cannot be counted in this browser: ${error.message}`);
    return undefined;
  }
}

const playtally = await start();
if (playtally) {
  const light = syncLight(part('sync'));
  light(playtally.status);
  const moved = () => {
    placesMoved = true;
    refresh.now();
  };
  playtally.on('state', (state) => {
    light(state);
    if (state === 'idle') moved();
  });
  playtally.on('fact', ({ playId }) => playingPart.mine(playId));
  player = playerView(part('player'), { playtally, onFact: moved });
  player.setRules(rulesFor);
  await refresh.now();
}
