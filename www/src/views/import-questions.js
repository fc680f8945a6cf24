// What a file does not say, and only the person knows.

import { h } from './dom.js';

const DAY = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

const POLICIES = {
  undated: 'Leave them without a date',
  released: 'The day each came out, where the file tells',
  marked: 'The day each was marked, where the file tells',
  today: 'Today',
};

export function questions({ id, asks }, answered) {
  const fields = [
    asks.day_order && choice(id, 'dayOrder', `Which day is ${asks.day_order}?`, orders(asks.day_order)),
    asks.date_policy && choice(id, 'dates', 'Some plays have no date. When were they?', POLICIES),
    asks.person.length > 0 && choice(id, 'person', 'Whose history is it?', Object.fromEntries(asks.person.map((name) => [name, name]))),
  ];
  return h('form', { className: 'stack', onsubmit: (event) => answer(event, answered) }, ...fields, h('div', { className: 'actions' }, h('button', { type: 'submit', className: 'primary', id: `answer-${id}` }, 'Go on')));
}

function choice(id, name, text, options) {
  const all = Object.entries(options).map(([value, label]) => (
    h('label', { className: 'tick' }, h('input', { type: 'radio', name, value, required: true, id: `${name}-${value}-${id}` }), label)));
  return h('fieldset', {}, h('legend', {}, text), ...all);
}

// Both days that three numbers may be.
function orders(date) {
  const [one, two, year] = date.split(/\D+/).map(Number);
  const full = year < 100 ? year + (year < 70 ? 2000 : 1900) : year;
  const day = (number, month) => DAY.format(new Date(Date.UTC(full, month - 1, number)));
  return { dayFirst: day(one, two), monthFirst: day(two, one) };
}

function answer(event, answered) {
  event.preventDefault();
  const said = Object.fromEntries(new FormData(event.target));
  if (said.dates) said.dates = said.dates === 'today' ? { policy: 'on', day: today() } : { policy: said.dates };
  answered(said);
}

function today(now = new Date()) {
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
}
