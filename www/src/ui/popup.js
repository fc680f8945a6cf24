// What opens and is closed again by Escape, a press elsewhere, or leaving.

import { useEffect, useRef, useState } from 'preact/hooks';

// `place` goes on the element that holds both the button and what it opens.
export function usePopup() {
  const [open, setOpen] = useState(false);
  const place = useRef();
  useEffect(() => {
    if (!open) return undefined;
    const listen = new AbortController();
    const on = (event, close) => addEventListener(event, close, { signal: listen.signal });
    on('pointerdown', ({ target }) => !place.current.contains(target) && setOpen(false));
    on('keydown', ({ key }) => {
      if (key !== 'Escape') return;
      if (place.current.contains(document.activeElement)) place.current.querySelector('[aria-expanded]').focus();
      setOpen(false);
    });
    return () => listen.abort();
  }, [open]);
  return { open, setOpen, place };
}
