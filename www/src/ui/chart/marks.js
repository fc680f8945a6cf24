// What a picture is made of: rectangles and words, as plain values. The page draws them, and `save.js` writes them out.

export const SMALL = 12;
export const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

// `tone` names a colour of the palette; `said` is what a person reads who points at it.
export const box = (x, y, width, height, tone, { radius = 2, said } = {}) => ({ sort: 'box', x, y, width, height, tone, radius, said });
export const words = (x, y, text, { anchor = 'start', tone = 'soft', size = SMALL } = {}) => ({ sort: 'words', x, y, text, anchor, tone, size });

let pen;

export function widthOf(text, size = SMALL) {
  pen ??= document.createElement('canvas').getContext('2d');
  pen.font = `${size}px ${FONT}`;
  return pen.measureText(text).width;
}

// As much of the words as there is room for.
export function fitting(text, room, size) {
  if (widthOf(text, size) <= room) return text;
  let short = text;
  while (short.length > 1 && widthOf(`${short}…`, size) > room) short = short.slice(0, -1);
  return `${short.trimEnd()}…`;
}
