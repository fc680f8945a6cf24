// Makes elements, and replaces them without taking the focus away.

// Properties are set as such, `on…` listens, `aria-…`, `data-…` and `role` are attributes.
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name.includes('-') || name === 'role' || name === 'for') element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...present(children));
  return element;
}

// Does nothing when the new content is what is there; keeps the focus by element id.
export function swap(container, ...children) {
  const next = container.cloneNode(false);
  next.append(...present(children));
  if (container.isEqualNode(next)) return;
  const focused = container.contains(document.activeElement) ? document.activeElement.id : '';
  container.replaceChildren(...next.childNodes);
  if (focused) document.getElementById(focused)?.focus();
}

const present = (children) => children.filter((child) => child !== undefined && child !== null && child !== false);
