// The form in which a person says what it really is.

import { el } from './el.js';
import { t } from './words.js';

const FIELDS = {
  movie: [['title'], ['year', 'number']],
  episode: [['show'], ['season', 'number'], ['number', 'number']],
  track: [['artist'], ['title']],
};
const LABELS = { show: t.series };

/** `done` gets the item; nothing where it was cancelled. */
export function correction(media, done) {
  const kind = el('select', { name: 'kind', onchange: () => lay(kind.value) },
    ...Object.keys(FIELDS).map(name => el('option', { value: name }, t[name])));
  const fields = el('div', { class: 'acts' });
  const form = el('form', { onsubmit: event => {
    event.preventDefault();
    done(itemOf(kind.value, new FormData(form)));
  } },
  el('label', {}, t.kind, kind), fields,
  el('div', { class: 'pair' }, el('button', { type: 'submit' }, t.save), el('button', { type: 'button', onclick: () => done() }, t.cancel)));

  function lay(chosen) {
    const before = { ...media, show: media?.show?.title };
    fields.replaceChildren(...FIELDS[chosen].map(([name, type = 'text']) => el('label', {},
      LABELS[name] ?? t[name],
      el('input', { name, type, value: before[name] ?? '', ...(type === 'number' ? { min: '0' } : {}), required: name !== 'year' }))));
  }

  kind.value = media?.kind ?? 'movie';
  lay(kind.value);
  return form;
}

function itemOf(kind, form) {
  const text = name => form.get(name).trim();
  if (kind === 'episode') return { kind, show: { title: text('show') }, season: Number(text('season')), number: Number(text('number')) };
  if (kind === 'track') return { kind, artist: text('artist'), title: text('title') };
  return { kind, title: text('title'), ...(text('year') && { year: Number(text('year')) }) };
}
