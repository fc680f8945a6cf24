// On or off, with its name beside it and a line below that says what it does.

import { useId } from 'preact/hooks';

export function Switch({ label, hint, ...input }) {
  const id = useId();
  return (
    <div class="sender">
      <label class="switch"><input type="checkbox" role="switch" aria-describedby={hint && id} {...input} /><span>{label}</span></label>
      {hint && <p id={id} class="hint">{hint}</p>}
    </div>
  );
}
