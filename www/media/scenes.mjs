// What is on the screen: a lake in five lights, a canal with locks, a tide that comes in.

import { Frame, HEIGHT, WIDTH, clamp, mix } from './draw.mjs';

const LIGHTS = {
  dawn: { top: [92, 116, 168], low: [250, 200, 168], far: [150, 140, 172], mid: [104, 108, 140], near: [58, 74, 88], water: [86, 98, 132], orb: [255, 226, 180], at: [470, 150, 26] },
  noon: { top: [70, 148, 212], low: [196, 230, 244], far: [132, 176, 176], mid: [84, 146, 112], near: [44, 104, 76], water: [46, 112, 150], orb: [255, 248, 214], at: [180, 62, 24] },
  rain: { top: [84, 94, 108], low: [150, 160, 168], far: [118, 130, 138], mid: [86, 104, 106], near: [52, 72, 70], water: [74, 90, 102], orb: [170, 178, 184], at: [420, 70, 20] },
  dusk: { top: [62, 44, 96], low: [246, 138, 92], far: [146, 84, 112], mid: [92, 56, 88], near: [44, 32, 56], water: [72, 42, 82], orb: [255, 176, 96], at: [300, 168, 34] },
  night: { top: [8, 12, 34], low: [40, 56, 98], far: [32, 42, 76], mid: [22, 30, 56], near: [10, 16, 32], water: [12, 20, 46], orb: [236, 238, 224], at: [500, 76, 20] },
};
const FILM = ['dawn', 'noon', 'rain', 'dusk', 'night'];

const scatter = (n) => {
  const s = Math.sin(n * 127.1) * 43758.5453;
  return s - Math.floor(s);
};

const hills = (base, tall, stretch, shift) => (x) => {
  const u = (x + shift) / stretch;
  return base - tall * (0.5 + 0.3 * Math.sin(u) + 0.2 * Math.sin(u * 2.3 + 1) + 0.06 * Math.sin(u * 7.1));
};

function sky(frame, light, shore) {
  frame.rows(0, shore, (y) => mix(light.top, light.low, (y / shore) ** 1.4));
  const [x, y, radius] = light.at;
  frame.disc(x, y, radius, light.orb, { glow: radius * 3 });
}

function stars(frame, time) {
  for (let i = 0; i < 70; i += 1) {
    const shine = 0.5 + 0.4 * Math.sin(time * 0.8 + i);
    frame.disc(scatter(i) * WIDTH, scatter(i + 99) * 150, 0.7, [240, 240, 255], { strength: shine });
  }
}

function clouds(frame, time, colour) {
  for (let i = 0; i < 4; i += 1) {
    const x = ((scatter(i + 7) * 900 + time * (2 + i)) % 900) - 130;
    const y = 34 + 26 * i;
    frame.puff([[x, y, 15], [x + 22, y - 8, 20], [x + 46, y, 14], [x + 66, y + 3, 9]], colour, 0.6);
  }
}

function firs(frame, lineAt, shift, colour) {
  for (let i = -1; i < 34; i += 1) {
    const n = i + Math.floor(shift / 24);
    const x = i * 24 - (shift % 24) + scatter(n) * 14;
    const tall = 14 + scatter(n + 50) * 20;
    const foot = lineAt(x) + 4;
    frame.shape([[x, foot - tall], [x + tall * 0.26, foot], [x - tall * 0.26, foot]], colour);
  }
}

function boat(frame, x, y, dark, sail) {
  frame.shape([[x - 34, y - 7], [x + 36, y - 7], [x + 24, y + 5], [x - 26, y + 5]], dark);
  frame.box(x - 2, y - 62, 2.4, 56, dark);
  frame.shape([[x + 2, y - 60], [x + 30, y - 12], [x + 2, y - 12]], sail);
  frame.shape([[x - 4, y - 52], [x - 4, y - 12], [x - 22, y - 12]], mix(sail, dark, 0.25));
}

function rain(frame, time, shore) {
  for (let i = 0; i < 60; i += 1) {
    const x = scatter(i) * (WIDTH + 60) - 30;
    const y = (scatter(i + 31) * HEIGHT + time * 260) % HEIGHT;
    frame.shape([[x, y], [x + 1.2, y], [x - 2, y + 13], [x - 3.2, y + 13]], [206, 216, 226], 0.5);
    const ring = (scatter(i + 61) + time * 0.7) % 1;
    const floor = shore + 20 + scatter(i + 80) * 120;
    frame.box(x - ring * 9, floor, ring * 18, 1, [206, 216, 226], 0.4 * (1 - ring));
  }
}

function lake(frame, name, time) {
  const light = LIGHTS[name];
  const shore = 214;
  sky(frame, light, shore);
  if (name === 'night') stars(frame, time);
  else clouds(frame, time, mix(light.low, [255, 255, 255], name === 'rain' ? 0 : 0.6));
  frame.below(hills(shore, 96, 120, time * 1.5), shore, light.far);
  frame.below(hills(shore, 60, 84, 300 + time * 4), shore, light.mid);
  const near = hills(shore + 6, 26, 60, 90 + time * 9);
  frame.below(near, shore, light.near);
  firs(frame, near, time * 9, light.near);
  frame.mirror(shore, light.water, 0.3, time);
  const bob = Math.sin(time * 1.3) * 1.5;
  boat(frame, 90 + time * 11, 268 + bob, mix(light.near, [0, 0, 0], 0.3), mix(light.orb, [250, 246, 236], 0.5));
  if (name === 'rain') rain(frame, time, shore);
}

export function film(time, length) {
  const frame = new Frame();
  const each = length / FILM.length;
  const index = Math.min(FILM.length - 1, Math.floor(time / each));
  lake(frame, FILM[index], time - index * each);
  const since = index === 0 ? Infinity : time - index * each;
  return fade(frame, Math.min(since, (index + 1) * each - time));
}

// A narrow boat waits in the chamber while the lock fills, then the gate swings away.
export function locks(time, length) {
  const frame = new Frame();
  const light = LIGHTS.noon;
  const full = clamp((time - 6) / (length * 0.6));
  const open = clamp((time - length * 0.72) / 8);
  const level = 300 - full * 86;
  sky(frame, light, 200);
  clouds(frame, time, [255, 255, 255]);
  frame.below(hills(206, 70, 110, 40), HEIGHT, light.far);
  const bank = hills(214, 24, 70, 10);
  frame.below(bank, HEIGHT, light.mid);
  firs(frame, bank, 0, light.near);
  frame.box(0, 212, WIDTH, 148, [134, 112, 98]);
  for (let row = 0; row < 10; row += 1) {
    frame.box(0, 220 + row * 15, WIDTH, 1.2, [112, 92, 82]);
    for (let i = 0; i < 18; i += 1) frame.box(i * 38 + (row % 2) * 19, 220 + row * 15, 1.2, 15, [112, 92, 82]);
  }
  frame.rows(Math.round(level), HEIGHT, (y) => mix([70, 140, 150], [28, 74, 96], (y - level) / 150));
  for (let i = 0; i < 14; i += 1) {
    const x = (scatter(i) * WIDTH + time * 6) % WIDTH;
    frame.box(x, level + 8 + scatter(i + 9) * 70, 30, 1.2, [190, 222, 224], 0.5);
  }
  const x = 210 + open * open * 190;
  const y = level + 2 + Math.sin(time * 1.4);
  frame.shape([[x - 120, y - 16], [x + 126, y - 16], [x + 108, y + 12], [x - 112, y + 12]], [38, 62, 74]);
  frame.box(x - 96, y - 44, 168, 28, [168, 58, 48]);
  for (let i = 0; i < 4; i += 1) frame.box(x - 84 + i * 42, y - 37, 20, 13, [250, 232, 176]);
  frame.box(x + 46, y - 56, 7, 12, [38, 62, 74]);
  const gate = 104 * (1 - open);
  frame.box(470, 204, 16, 156, [84, 66, 50]);
  frame.box(486, 216, gate, 144, [116, 86, 58]);
  for (let i = 0; i < 4; i += 1) frame.box(486, 228 + i * 34, gate, 6, [84, 66, 50]);
  frame.box(430, 196, 60 + gate, 9, [236, 236, 226]);
  return fade(frame, length - time);
}

// The water climbs a beach by moonlight, and a lighthouse turns.
export function tides(time, length) {
  const frame = new Frame();
  const light = LIGHTS.night;
  const shore = 206;
  sky(frame, light, shore);
  stars(frame, time);
  frame.below((x) => 212 - clamp((150 - x) / 150) * 58 - 4 * Math.sin(x / 13), shore, light.near);
  frame.shape([[70, 84], [84, 84], [92, 186], [62, 186]], [214, 214, 208]);
  frame.box(66, 112, 22, 14, [160, 50, 46]);
  frame.box(69, 72, 16, 12, [255, 236, 160]);
  const reach = 620 * Math.sin(time * 0.7);
  const wide = Math.sign(reach) * 36;
  frame.shape([[77, 78], [77 + reach, 78 - wide], [77 + reach, 78 + wide]], [255, 240, 190], 0.16);
  frame.mirror(shore, light.water, 0.35, time);
  const rise = clamp(time / length) * 70;
  const edge = (x) => 276 + rise + x * 0.1 + 5 * Math.sin(x / 47 + time * 0.9) + 3 * Math.sin(time * 0.5);
  frame.below(edge, HEIGHT, [70, 66, 74]);
  frame.below((x) => edge(x) + 7 + 3 * Math.sin(x / 23 + time), HEIGHT, [104, 94, 92]);
  for (let x = 0; x < WIDTH; x += 1) frame.blend(x, Math.round(edge(x)), [220, 226, 234], 0.7);
  boat(frame, 430 - time * 1.5, 238 + Math.sin(time) * 2, [8, 10, 20], [150, 158, 178]);
  return fade(frame, length - time);
}

// Dark at the cuts; `away` is how many seconds the nearest one is off.
function fade(frame, away) {
  const share = clamp(away / 1.2, 0.02);
  if (share < 1) frame.pixels.forEach((v, i) => { frame.pixels[i] = v * share; });
  return frame;
}
