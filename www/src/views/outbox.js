// Where each play went: one row a play, one mark a destination.

import { attributed } from './attribution.js';
import { h, swap } from './dom.js';
import { about, moment, until } from './words.js';

const OUTCOMES = { stored: 'Stored', already_there: 'Already there' };

export function outboxView(root, { nameOf, onRetry, onDrop, onSignIn }) {
  const list = h('ol', { className: 'plays' });
  const empty = h('p', { className: 'empty', hidden: true }, 'Nothing yet. Play something, and it shows up here with a mark for every service it reached.');
  const trouble = h('p', { className: 'problem', hidden: true });
  const notice = h('p', { className: 'hint' });
  root.append(trouble, empty, list, notice);

  function play(entries) {
    const [first] = entries;
    const words = about(first.media);
    const when = first.watched_at ?? first.at;
    return h(
      'li',
      { className: 'play', 'data-play': first.play_id },
      h('div', { className: 'play-head' }, h('b', {}, words.title), h('time', { dateTime: when }, moment(when))),
      h('p', { className: 'detail' }, words.detail),
      h('ul', { className: 'marks' }, ...entries.map(mark)),
    );
  }

  function mark(entry) {
    const { tone, sign, text } = read(entry);
    return h(
      'li',
      { className: `destination ${tone}`, 'data-service': entry.service, 'data-state': entry.state },
      h('span', { className: 'sign', 'aria-hidden': 'true' }, sign),
      h('span', { className: 'where' }, nameOf(entry.service)),
      h('span', { className: 'what' }, text),
      buttons(entry),
    );
  }

  function buttons(entry) {
    const button = (action, text, onclick) => h(
      'button',
      { type: 'button', id: `${action}-${entry.id}`, 'aria-label': `${text}: ${entry.title}, ${nameOf(entry.service)}`, onclick },
      text,
    );
    if (entry.state === 'dead') {
      return h('div', { className: 'actions' }, button('retry', 'Retry', () => onRetry(entry.id)), button('drop', 'Drop', () => onDrop(entry.id)));
    }
    if (entry.state === 'signed_out') return h('div', { className: 'actions' }, button('sign-in', 'Sign in again', () => onSignIn(entry.service)));
    return undefined;
  }

  return {
    update({ entries, attribution }) {
      trouble.hidden = true;
      empty.hidden = entries.length > 0;
      const plays = new Map();
      for (const entry of entries) plays.set(entry.play_id, [...(plays.get(entry.play_id) ?? []), entry]);
      swap(list, ...[...plays.values()].map(play));
      swap(notice, attributed(attribution));
    },
    failed(message) {
      trouble.textContent = message;
      trouble.hidden = false;
    },
  };
}

function read(entry) {
  const why = entry.reason?.text;
  switch (entry.state) {
    case 'done':
      return { tone: 'good', sign: '✓', text: OUTCOMES[entry.outcome] ?? 'Stored' };
    case 'dead':
      return { tone: 'bad', sign: '!', text: `Not delivered${why ? `: ${why}` : ''}` };
    case 'signed_out':
      return { tone: 'bad', sign: '!', text: why ?? 'Waits until you sign in again' };
    case 'sending':
      return { tone: 'busy', sign: '↑', text: 'Sending' };
    case 'checking':
      return { tone: 'busy', sign: '?', text: `No clear answer; looking whether it arrived${entry.next_at ? ` ${until(entry.next_at)}` : ''}` };
    case 'live':
      return { tone: 'busy', sign: '▸', text: 'Counted; sent when the play ends' };
    default:
      return { tone: 'wait', sign: '…', text: waiting(entry, why) };
  }
}

function waiting(entry, why) {
  const when = entry.next_at ? `Waiting, tries again ${until(entry.next_at)}` : 'Waiting';
  return why ? `${when}. ${why}` : when;
}
