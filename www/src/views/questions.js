// Titles that may be several things: the person says which, and their plays go out.

import { attributed } from './attribution.js';
import { h, swap } from './dom.js';
import { about, named } from './words.js';

export function questionsView(root, { onAnswer, onDrop }) {
  const list = h('ul');
  const notice = h('p', { className: 'hint' });
  root.append(list, notice);

  function question({ key, source, reasons, candidates }) {
    const { title, detail } = about(source);
    const button = (at, label, text, onclick) => h('button', { type: 'button', id: `answer-${key}-${at}`, 'aria-label': label, onclick }, text);
    const choices = candidates.map(({ candidate: { work } }, at) => (
      button(at, `${title} is ${named(work)}`, named(work), () => onAnswer(source, work))));
    return h(
      'li',
      { className: 'question', 'data-key': key },
      h('p', {}, h('b', {}, title), ` ${detail}`),
      h('p', { className: 'hint' }, why(reasons)),
      h(
        'div',
        { className: 'choices' },
        ...choices,
        button('as-it-is', `Send ${title} as it came`, choices.length > 0 ? 'None of these: send it as it came' : 'Send it as it came', () => onAnswer(source)),
        button('drop', `Leave ${title} out`, 'Leave it out', () => onDrop(key)),
      ),
    );
  }

  return {
    update({ questions, attribution }) {
      root.hidden = questions.length === 0;
      const theirs = questions.some(({ candidates }) => candidates.length > 0);
      swap(notice, theirs && attributed(attribution));
      swap(list, ...questions.map(question));
    },
  };
}

function why(reasons) {
  return reasons.includes('trailer')
    ? 'It is much too short for that. A trailer is left out; is it the whole thing?'
    : 'It is not certain what this is. Its plays are sent when you say so.';
}
