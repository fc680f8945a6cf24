// Keeps `state.js` true: listens to the hub, and asks where nobody tells.

import { batch } from '@preact/signals';
import { isAsked } from './asked.js';
import { carrier } from './carry.js';
import { hub, LIVE } from './hub.js';
import { live } from './live.js';
import { poll } from './poll.js';
import { show } from './profile.js';
import { announce } from './returned.js';
import { demo, imports, online, outbox, players, profiles, questions, rules, services, trouble } from './state.js';

const UNDER_WAY = ['live', 'waiting', 'sending', 'checking'];
const IMPORTING = ['comparing', 'running'];

// Called with each thing the hub tells by itself.
const listeners = new Set();

// `listener` gets each message; what is given back ends it.
export function onNews(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const TAKES = {
  services(answer) {
    batch(() => {
      services.value = answer.services;
      demo.value = answer.demo;
      if (JSON.stringify(answer.rules) !== JSON.stringify(rules.peek())) rules.value = answer.rules;
    });
  },
  // What is left of quotas is told only to those who ask.
  outbox(answer) { outbox.value = { quota: outbox.peek()?.quota, ...answer }; },
  questions(answer) { questions.value = answer; },
  profiles(answer) { profiles.value = answer.profiles; },
  playing(answer) { players.value = answer.players; },
  import(job) {
    const known = imports.peek()?.find(({ id }) => id === job.id);
    since.set(job.id, job.state);
    // What it asks, and how many rows are what, is in no message.
    if (known?.state !== job.state) readImports();
    else imports.value = imports.peek().map((other) => (other === known ? { ...known, ...job } : other));
  },
};

let reading;
// How each stood when it was told last, since all were asked for.
const since = new Map();

// All of them; once at a time, for messages come in a row.
export function readImports() {
  reading ??= readAll()
    // Asked for with everything else, until it is answered.
    .catch(() => { refresh(); })
    .finally(() => { reading = undefined; });
  return reading;
}

async function readAll() {
  const isOther = ([id, state]) => imports.peek().find((job) => job.id === id)?.state !== state;
  do {
    since.clear();
    imports.value = (await hub.imports()).imports;
  } while ([...since].some(isOther));
}

let listening;
const carry = carrier((message) => listening?.say(message), isAsked);

// How often the hub told of each kind by itself.
const told = new Map();

// Says of which kinds the hub told since: an answer that was asked for before that may be of before.
function newsFromNow() {
  const before = new Map(told);
  return (type) => told.get(type) !== before.get(type);
}

async function ask() {
  const isTold = newsFromNow();
  try {
    const answer = await hub.services();
    if (!isTold('services')) TAKES.services(answer);
    // The hub tells of no change where only this browser was asked anew.
    carry.heard({ type: 'services', services: services.peek() });
    const [sent, asked, brought, household] = await Promise.all([hub.outbox(), hub.questions(), hub.imports(), hub.profiles()]);
    batch(() => {
      if (isTold('outbox')) outbox.value = { ...outbox.peek(), quota: sent.quota };
      else TAKES.outbox(sent);
      if (!isTold('questions')) TAKES.questions(asked);
      if (!isTold('profiles')) TAKES.profiles(household);
      if (!isTold('import')) imports.value = brought.imports;
      trouble.value = undefined;
    });
    if (isTold('import')) readImports();
    return sent.entries.some(({ state }) => UNDER_WAY.includes(state)) || brought.imports.some(({ state }) => IMPORTING.includes(state));
  } catch (error) {
    // The profile this browser chose is gone.
    if (error.code === 'unknown_profile') show();
    trouble.value = error;
    return true;
  }
}

// What a question that failed was about, nobody tells again.
const polling = poll(ask, () => listening?.on && !trouble.peek());

// Asks for everything anew, now.
export const refresh = () => polling.now();

// `returned` is what the address brought back from a consent page.
export async function follow(returned) {
  // The first answer makes the person, so nothing else is asked before it is here.
  await refresh();
  announce(returned);
  listening = live(LIVE, {
    heard(message) {
      const { type, ...subject } = message;
      told.set(type, (told.get(type) ?? 0) + 1);
      TAKES[type]?.(subject);
      carry.heard(message);
      for (const listener of listeners) listener(message);
    },
    turned(on) {
      if (on) {
        trouble.value = undefined;
      } else {
        carry.gone();
        refresh();
      }
    },
  });
  online.subscribe((on) => {
    if (on && trouble.peek()) refresh();
  });
}
