// A picture to take along: as SVG, which can be changed, or as PNG, which can be shown anywhere. What is on the page
// is copied, with the colours it has there; the page's policy lets no picture in from elsewhere, so nothing is loaded.

import { FONT } from './marks.js';

const MARGIN = 24;
const TITLE = 20;
const HEAD = MARGIN + TITLE + 20;
// Sharp on a large screen, too.
const SCALE = 2;

// Everything there is to draw, with its colours.
function read(svg, title) {
  const ground = getComputedStyle(svg.closest('figure'));
  const shapes = [...svg.querySelectorAll('rect, text')].flatMap((shape) => {
    const number = (name) => Number(shape.getAttribute(name));
    const { fill } = getComputedStyle(shape);
    if (fill === 'none') return [];
    const place = { x: number('x') + MARGIN, y: number('y') + HEAD, fill };
    if (shape.localName === 'rect') return [{ ...place, width: number('width'), height: number('height'), radius: number('rx') }];
    return [{ ...place, text: shape.textContent, anchor: shape.getAttribute('text-anchor'), size: number('font-size') }];
  });
  const { width, height } = svg.viewBox.baseVal;
  return {
    width: width + 2 * MARGIN,
    height: height + HEAD + MARGIN,
    shapes: [
      { x: 0, y: 0, width: width + 2 * MARGIN, height: height + HEAD + MARGIN, radius: 0, fill: ground.backgroundColor },
      { x: MARGIN, y: MARGIN + TITLE, text: title, anchor: 'start', size: TITLE, fill: ground.color },
      ...shapes,
    ],
  };
}

const SPACE = 'http://www.w3.org/2000/svg';

function element(name, attributes, text) {
  const made = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text) made.textContent = text;
  return made;
}

export function saveSvg(svg, title, name) {
  const { width, height, shapes } = read(svg, title);
  const whole = element('svg', { width, height, viewBox: `0 0 ${width} ${height}`, 'font-family': FONT });
  whole.append(element('title', {}, title), ...shapes.map(({ text, anchor, size, radius, ...place }) => (
    text === undefined
      ? element('rect', { ...place, rx: radius })
      : element('text', { ...place, 'text-anchor': anchor, 'font-size': size }, text))));
  give(new Blob([new XMLSerializer().serializeToString(whole)], { type: 'image/svg+xml' }), `${name}.svg`);
}

const ALIGN = { start: 'left', middle: 'center', end: 'right' };

export async function savePng(svg, title, name) {
  const { width, height, shapes } = read(svg, title);
  const canvas = document.createElement('canvas');
  canvas.width = width * SCALE;
  canvas.height = height * SCALE;
  const pen = canvas.getContext('2d');
  pen.scale(SCALE, SCALE);
  for (const { text, anchor, size, x, y, fill, radius, ...extent } of shapes) {
    pen.fillStyle = fill;
    if (text === undefined) {
      pen.beginPath();
      pen.roundRect(x, y, extent.width, extent.height, radius);
      pen.fill();
    } else {
      pen.font = `${size}px ${FONT}`;
      pen.textAlign = ALIGN[anchor];
      pen.fillText(text, x, y);
    }
  }
  const blob = await new Promise((done) => { canvas.toBlob(done, 'image/png'); });
  give(blob, `${name}.png`);
}

function give(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser has begun with it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
