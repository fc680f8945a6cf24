// One part of the settings, with its heading.

import { useId } from 'preact/hooks';

export function Part({ title, hint, id, children }) {
  const heading = useId();
  return (
    <section class="card plain part" id={id} aria-labelledby={heading}>
      <h2 id={heading}>{title}</h2>
      {hint && <p class="hint">{hint}</p>}
      {children}
    </section>
  );
}
