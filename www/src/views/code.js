// A code to be read, typed elsewhere or copied.

import { h } from './dom.js';

export function codeView(id) {
  const text = h('output', { id, className: 'code' });
  const copy = h('button', { type: 'button', onclick: () => take() }, 'Copy');
  const element = h('div', { className: 'code-row', hidden: true }, text, copy);

  async function take() {
    try {
      await navigator.clipboard.writeText(text.textContent);
      copy.textContent = 'Copied';
    } catch {
      // Not allowed to: then it is marked, ready for the keyboard.
      getSelection().selectAllChildren(text);
    }
  }

  return {
    element,
    show(code) {
      text.textContent = code ?? '';
      copy.textContent = 'Copy';
      element.hidden = code === undefined;
    },
  };
}
