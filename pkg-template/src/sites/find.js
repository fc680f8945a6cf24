// Elements anywhere in a page: in its light, in open shadow roots, in frames that may be looked into,
// and in the window that it opened for its player.

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

/** The document of the window into which the page moved its player (document picture-in-picture). */
export const windowOf = document => document.defaultView?.documentPictureInPicture?.window?.document;

// The roots below this one. That window comes and goes in a moment: it is never one remembered.
function inside(root) {
  const apart = windowOf(root);
  return apart ? [...below(root), apart] : below(root);
}

// Looking at every element is slow, and asked for several times a second.
const GOOD_FOR_MS = 1_000;
const looked = new WeakMap();

function below(root) {
  const known = looked.get(root);
  if (known && Date.now() - known.at < GOOD_FOR_MS) return known.found;
  const found = [];
  looked.set(root, { at: Date.now(), found });
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
  if (element.getRootNode().pictureInPictureElement === element) return true;
  if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
  const { width, height } = element.getBoundingClientRect();
  return width >= 160 && height >= 90;
}
