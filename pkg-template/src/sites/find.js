// Elements anywhere in a page: in its light, in open shadow roots, and in frames that may be looked into.

/** The first element of a selector. */
export function first(root, selector) {
  return root.querySelector(selector) ?? all(root, selector)[0];
}

/** All elements of a selector, those in shadow roots only where the light has none. */
export function all(root, selector) {
  const here = [...root.querySelectorAll(selector)];
  return here.length > 0 ? here : inside(root).flatMap(inner => all(inner, selector));
}

/** Every media element, wherever it is. */
export function mediaIn(root) {
  return [...root.querySelectorAll('video, audio'), ...inside(root).flatMap(mediaIn)];
}

// The roots below this one. Only elements of a page's own kind have shadow roots that matter here.
function inside(root) {
  const found = [];
  for (const element of root.querySelectorAll('*')) {
    if (element.shadowRoot) found.push(element.shadowRoot);
    else if (element.localName === 'iframe' && opened(element)) found.push(element.contentDocument);
  }
  return found;
}

function opened(frame) {
  try {
    return frame.contentDocument?.documentElement;
  } catch {
    return undefined;
  }
}

/** Whether a person sees it, or has it in a window of its own. */
export function isShown(element) {
  if (element.ownerDocument.pictureInPictureElement === element) return true;
  if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
  const { width, height } = element.getBoundingClientRect();
  return width >= 160 && height >= 90;
}
