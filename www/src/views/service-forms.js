// The forms a service can have: a pasted token, a feed's name, and the place where a play counts.

import { h } from './dom.js';

export function tokenForm(id, { send, toggled }) {
  const token = h('input', { type: 'password', id: `${id}-token`, autocomplete: 'off', required: true, spellcheck: false });
  const base = h('input', { type: 'url', id: `${id}-base`, placeholder: 'https://api.listenbrainz.org', autocomplete: 'off' });
  const cancel = h('button', { type: 'button', onclick: close }, 'Cancel');
  const form = h(
    'form',
    { className: 'stack', hidden: true, onsubmit: submit },
    h('label', { for: token.id }, 'User token'),
    token,
    h('p', { className: 'hint' }, 'Copy it from ', h('a', { href: 'https://listenbrainz.org/settings/', target: '_blank', rel: 'noreferrer' }, 'your ListenBrainz settings'), '.'),
    h('details', {}, h('summary', {}, 'Another server'), h('label', { for: base.id }, 'Its base address'), base),
    h('div', { className: 'actions' }, h('button', { className: 'primary' }, 'Connect with this token'), cancel),
  );

  function submit(event) {
    event.preventDefault();
    const body = { token: token.value.trim() };
    if (base.value.trim()) body.base_url = base.value.trim();
    send(body);
  }

  function close() {
    form.hidden = true;
    token.value = '';
    toggled();
  }

  return {
    element: form,
    open() {
      form.hidden = false;
      toggled();
      token.focus();
    },
    close,
  };
}

// What people know a feed by, for services where nobody signs in.
const FEEDS = {
  letterboxd: { label: 'Your name at Letterboxd', hint: 'As in the address of your profile. The feed tells your newest fifty diary entries.' },
  goodreads: { label: 'Your number or profile address at Goodreads', hint: 'For a private profile, the address of the RSS link below one of your shelves.' },
};

export function feedForm(id, { send, toggled }) {
  const { label, hint } = FEEDS[id] ?? { label: 'Name of your public feed', hint: '' };
  const name = h('input', { type: 'text', id: `${id}-feed`, autocomplete: 'off', autocapitalize: 'off', required: true, spellcheck: false });
  const cancel = h('button', { type: 'button', onclick: close }, 'Cancel');
  const form = h(
    'form',
    { className: 'stack', hidden: true, onsubmit: submit },
    h('label', { for: name.id }, label),
    name,
    h('p', { className: 'hint' }, hint),
    h('div', { className: 'actions' }, h('button', { className: 'primary' }, 'Connect this feed'), cancel),
  );

  function submit(event) {
    event.preventDefault();
    send({ username: name.value.trim() });
  }

  function close() {
    form.hidden = true;
    toggled();
  }

  return {
    element: form,
    open() {
      form.hidden = false;
      toggled();
      name.focus();
    },
    close,
  };
}

export function thresholdForm(id, send) {
  // While a person types, the true value waits.
  let editing = false;
  const field = h('input', { type: 'number', id: `${id}-threshold`, inputMode: 'numeric', min: '1', max: '95', step: '1', required: true, oninput: edit, onchange: submit });
  const form = h(
    'form',
    { className: 'threshold', hidden: true, noValidate: true, onsubmit: (event) => event.preventDefault() },
    h('label', { for: field.id }, 'Counts at'),
    field,
    h('span', {}, '%'),
  );

  function edit() {
    editing = true;
  }

  function submit() {
    editing = false;
    const percent = field.valueAsNumber;
    if (Number.isFinite(percent)) send(percent);
  }

  return {
    element: form,
    update(percent) {
      form.hidden = percent === undefined;
      if (percent !== undefined && !editing) field.value = String(percent);
    },
  };
}
