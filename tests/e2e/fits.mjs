// Whether all of a page is to be seen and to be hit: nothing wider than the screen, cut off, one over the other, or too small.
import assert from 'node:assert/strict';

export const WIDTHS = [360, 768, 1440];

/** Asserts at every width that the page fits; leaves it at the last one. */
export async function fits(page, what, widths = WIDTHS) {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    assert.deepEqual(await page.evaluate(look), [], `${what} at ${width}`);
  }
}

/** In the page: everything that is wrong, in words. */
function look() {
  const SMALLEST = 24;
  const said = [];
  const box = (element) => element.getBoundingClientRect();
  const name = (element) => `<${element.localName} ${element.id || element.className}> ${(element.ariaLabel ?? element.textContent ?? '').trim().slice(0, 40)}`;
  const up = (element, test) => { for (let at = element; at; at = at.parentElement) if (test(getComputedStyle(at), at)) return at; return undefined; };
  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !element.closest('.visually-hidden, .skip')
    && box(element).width > 1 && box(element).height > 1;
  const scrolls = (element) => up(element.parentElement, ({ overflowX }, at) => overflowX !== 'visible' && at !== document.documentElement && at !== document.body);

  scrollTo(0, 0);
  const whole = document.documentElement;
  if (whole.scrollWidth > innerWidth) said.push(`the page is ${whole.scrollWidth} wide`);

  // The parts of the frame stand beside each other.
  const [header, menu, main] = ['header.top', 'nav.menu', 'main'].map((part) => document.querySelector(part));
  if (box(header).bottom > box(main).top + 1) said.push('the header is over the page');
  if (getComputedStyle(menu).position === 'fixed') {
    scrollTo(0, whole.scrollHeight);
    if (box(main).bottom > box(menu).top + 1) said.push('the end of the page is under the menu');
    scrollTo(0, 0);
  } else if (box(menu).right > box(main).left + 1) said.push('the menu is over the page');

  const all = [...document.body.querySelectorAll('*')].filter(isSeen);
  for (const element of all) {
    const { left, right } = box(element);
    if ((left < -1 || right > innerWidth + 1) && !scrolls(element)) said.push(`sticks out: ${name(element)}`);
  }
  for (const element of all.filter((one) => one.matches('button, a, label, h1, h2, h3, h4, legend, summary, dt, dd, td, th, p'))) {
    const { textOverflow, display, webkitLineClamp } = getComputedStyle(element);
    // Where dots say that there is more, it was meant.
    if (display === 'inline' || textOverflow === 'ellipsis' || webkitLineClamp !== 'none') continue;
    if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0) said.push(`too narrow for its words: ${name(element)}`);
  }

  const isInline = (element) => getComputedStyle(element).display === 'inline';
  const targets = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [role=tab]')]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled && !one.closest('.skip') && getComputedStyle(one).pointerEvents !== 'none' && !isInline(one));
  const isShown = (element) => element.checkVisibility({ opacityProperty: true }) && !element.matches('.visually-hidden');
  // A label belongs to what it names.
  const area = (target) => [target, ...(target.labels ?? [])].map(box).filter(({ width, height }) => width > 1 && height > 1)
    .reduce((one, other) => (one ? {
      left: Math.min(one.left, other.left), right: Math.max(one.right, other.right), top: Math.min(one.top, other.top), bottom: Math.max(one.bottom, other.bottom),
    } : other), undefined);
  const areas = targets.map((target) => ({ target, area: area(target) })).filter((one) => one.area);
  for (const { target, area: { left, right, top, bottom } } of areas) {
    if (right - left < SMALLEST - .5 || bottom - top < SMALLEST - .5) said.push(`too small to hit, ${Math.round(right - left)} × ${Math.round(bottom - top)}: ${name(target)}`);
  }
  // What lies above the page is meant to.
  const layer = (target) => up(target, ({ position }) => position === 'fixed' || position === 'sticky') ?? target.closest('dialog, .light-rows');
  const own = areas.filter(({ target }) => isShown(target)).map(({ target }) => ({ target, ...box(target).toJSON(), layer: layer(target) }));
  own.forEach((one, at) => {
    for (const other of own.slice(at + 1)) {
      const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      const nested = one.target.contains(other.target) || other.target.contains(one.target);
      if (wide > 1 && high > 1 && !nested && one.layer === other.layer) said.push(`one over the other: ${name(one.target)} and ${name(other.target)}`);
    }
  });
  return said;
}
