// What is watched or heard at a service now, wherever; and checking in there to something without playing it here.

import { ITEMS } from '../catalogue.js';
import { hub } from '../hub.js';
import { h, swap } from './dom.js';
import { about, label, moment, until } from './words.js';

export function serviceNow(id, { run, show }) {
  let service;
  const now = h('p', { className: 'hint', role: 'status' });
  const look = h('button', { type: 'button', id: `${id}-look`, onclick: () => run(read) }, 'Look again');
  const choice = h('select', { id: `${id}-item` });
  const send = h('button', { className: 'primary' }, 'Check in');
  const form = h(
    'form',
    { className: 'check-in', onsubmit: submit },
    h('label', { for: choice.id }, 'I am watching'),
    choice,
    send,
  );
  const back = h('button', { type: 'button', id: `${id}-take-back`, onclick: () => run(takeBack) }, 'Take back');
  const summary = h('summary', {});
  const element = h(
    'details',
    { id: `${id}-now`, hidden: true, ontoggle: opened },
    summary,
    h('div', { className: 'stack' }, now, form, h('div', { className: 'actions' }, look, back)),
  );

  const can = (what) => service.can.includes(what);

  function opened() {
    if (element.open && can('watching')) run(read);
  }

  async function read() {
    const { media, page, expires_at: end } = await hub.watching(id);
    if (!media) {
      swap(now, `Nothing is ${service.kinds.includes('track') ? 'heard' : 'watched'} at ${service.name} now.`);
      return;
    }
    const { title, detail } = about(media);
    const named = page ? h('a', { href: page, target: '_blank', rel: 'noreferrer' }, title) : h('b', {}, title);
    swap(now, `At ${service.name}: `, named, `, ${detail}${end ? `, until ${moment(end)}` : ''}.`);
  }

  function submit(event) {
    event.preventDefault();
    run(checkIn);
  }

  async function checkIn() {
    const item = ITEMS.find((it) => it.id === choice.value);
    const [{ state, expires_at: end, problem }] = (await hub.checkIn(id, item.media)).results;
    if (state === 'failed') throw new Error(problem.detail);
    if (state === 'busy') throw new Error(`Another check-in is under way at ${service.name}${end ? ` and ends ${until(end)}` : ''}.`);
    show.good(`${service.name} counts ${label(item.media)} when it is over.`);
    if (can('watching')) await read();
  }

  async function takeBack() {
    const { results } = await hub.cancelCheckIn(id);
    const failed = results.find(({ state }) => state === 'failed');
    if (failed) throw new Error(failed.problem.detail);
    show.good(results.length > 0 ? `${service.name} has forgotten the check-in.` : 'There is nothing to take back.');
    if (can('watching')) await read();
  }

  return {
    element,
    update(next) {
      service = next;
      const open = service.state === 'connected' && service.enabled;
      element.hidden = !open || !(can('check_in') || can('watching'));
      summary.textContent = service.kinds.includes('track') ? 'Playing elsewhere' : 'Watching elsewhere';
      form.hidden = !can('check_in');
      back.hidden = form.hidden;
      look.hidden = !can('watching');
      const items = ITEMS.filter(({ media }) => service.kinds.includes(media.kind));
      const chosen = choice.value;
      swap(choice, ...items.map((item) => h('option', { value: item.id }, label(item.media))));
      choice.value = items.some((item) => item.id === chosen) ? chosen : items[0]?.id;
    },
  };
}
