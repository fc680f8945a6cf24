// What of the history is shown.

import { useEffect, useRef, useState } from 'preact/hooks';
import { connected, imports } from '../../state.js';
import { t } from '../../words/index.js';
import { KINDS } from './address.js';
import { originName } from './origin.js';

const TYPED_MS = 300;

export function Filters({ view, filters, go }) {
  const narrowed = Object.keys(filters).length > 0;
  const plays = view === 'plays';
  // On a phone the words alone are shown at first.
  const [open, setOpen] = useState(false);
  const set = (name) => ({ target }) => go({ [name]: target.value });
  return (
    <form class="filters" role="search" aria-label={t('history.narrow')} data-open={open || Object.keys(filters).some((name) => name !== 'q')} onSubmit={(event) => event.preventDefault()}>
      <Words value={filters.q ?? ''} set={(q) => go({ q }, { replace: true })} />
      <button type="button" class="opener" aria-expanded={open} onClick={() => setOpen(!open)}>{t('history.filter')}</button>
      <label class="field">
        {t('history.kind')}
        <select value={filters.kind ?? ''} onChange={set('kind')}>
          <option value="">{t('history.all_kinds')}</option>
          {[...KINDS, ...(plays ? [] : ['show'])].map((kind) => <option key={kind} value={kind}>{t(`history.kind_${kind}`)}</option>)}
        </select>
      </label>
      {plays && <Sources value={filters.service ?? ''} set={set('service')} />}
      {plays && ['from', 'to'].map((name) => (
        <label key={name} class="field">
          {t(`history.${name}`)}
          <input type="date" value={filters[name] ?? ''} onChange={set(name)} />
        </label>
      ))}
      {narrowed && <button type="button" onClick={() => go({ kind: '', service: '', from: '', to: '', q: '' })}>{t('history.show_all')}</button>}
    </form>
  );
}

function Words({ value, set }) {
  const [typed, setTyped] = useState(value);
  const timer = useRef();
  useEffect(() => setTyped(value), [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <label class="field words">
      {t('history.title_has')}
      <input
        type="search" value={typed} maxLength={200} autocomplete="off"
        onInput={({ target }) => {
          setTyped(target.value);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => set(target.value.trim()), TYPED_MS);
        }}
      />
    </label>
  );
}

function Sources({ value, set }) {
  const origins = new Set(['player', ...connected.value.map(({ service }) => `service:${service}`)]);
  for (const { format, service } of imports.value ?? []) if (format && !service) origins.add(`import:${format}`);
  if (value) origins.add(value);
  return (
    <label class="field">
      {t('history.source')}
      <select value={value} onChange={set}>
        <option value="">{t('history.all_sources')}</option>
        {[...origins].map((origin) => <option key={origin} value={origin}>{originName(origin)}</option>)}
      </select>
    </label>
  );
}
