// The card that keeps a person: a code for the day this browser is lost, and the way
// back for those who have one.

import { hub } from '../hub.js';
import { codeView } from './code.js';
import { h } from './dom.js';
import { day } from './words.js';

export function recoveryCard({ back }) {
  const state = h('p', { className: 'hint' });
  const code = codeView('recovery-code');
  const once = h('p', { className: 'hint', hidden: true }, 'Write it down or save it: it is shown this once.');
  const make = h('button', { type: 'button', id: 'make-recovery', onclick: () => run(makeCode) }, 'Make a code');
  const typed = h('input', {
    id: 'recover-code', name: 'code', autocomplete: 'off', spellcheck: false, autocapitalize: 'characters',
    required: true, placeholder: 'XXXXX-XXXXX-XXXXX-XXXXX-XXXXX',
  });
  const go = h('button', { className: 'primary' }, 'Bring me back');
  const form = h(
    'form',
    { className: 'stack', onsubmit: (event) => { event.preventDefault(); run(recover); } },
    h('label', { for: 'recover-code' }, 'Your code'),
    typed,
    h('div', { className: 'actions' }, go),
    h('p', { className: 'hint' }, 'No code? Connect Trakt or Simkl with the account you used before: that finds you too.'),
  );
  const problem = h('p', { className: 'problem', role: 'alert', hidden: true });
  const element = h(
    'article',
    { className: 'card plain', id: 'recovery' },
    h('div', { className: 'card-body' }, h('h3', {}, 'Keep your account'), state, code.element, once, problem,
      h('div', { className: 'actions' }, make),
      h('details', {}, h('summary', {}, 'I was here before'), form)),
  );

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
  }

  async function makeCode() {
    const made = await hub.newRecovery();
    show(made);
    code.show(made.code);
    once.hidden = false;
  }

  async function recover() {
    await hub.recover(typed.value);
    back();
  }

  function show({ made_at: madeAt }) {
    state.textContent = madeAt
      ? `Your code of ${day(madeAt)} brings you back in any browser. A new one takes its place.`
      : 'Only this browser knows you. A code brings you back when it is lost, and on other devices.';
    make.textContent = madeAt ? 'Make a new code' : 'Make a code';
  }

  return {
    element,
    read: () => run(async () => show(await hub.recovery())),
  };
}
