// A place for what draws itself with the DOM: `make` gets an element, once.

import { useEffect, useRef } from 'preact/hooks';

export function Drawn({ make, ...properties }) {
  const place = useRef();
  useEffect(() => make(place.current), []);
  return <section ref={place} {...properties} />;
}
