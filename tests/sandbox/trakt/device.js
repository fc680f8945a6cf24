// Trakt's sign-in by code: a poll is answered by its status alone.

import * as device from '../device.js';
import { random } from '../oauth.js';
import { empty, json } from '../reply.js';

const LIFE = 600_000;

export function start(box, app) {
  const userCode = random().slice(0, 8).toUpperCase();
  const code = device.begin(box, { service: 'trakt', client: app.client, userCode, life: LIFE });
  return json(200, {
    device_code: code, user_code: userCode, verification_url: 'https://auth.trakt.tv/activate',
    expires_in: LIFE / 1000, interval: device.INTERVAL,
  });
}

export function poll(box, app, { code }, grant) {
  const row = device.byDevice(box, 'trakt', code);
  if (!row || row.client !== app.client) return empty(404);
  if (row.status === 'used') return empty(409);
  if (device.ended(box, row)) return empty(410);
  if (row.status === 'denied') return empty(418);
  if (device.tooSoon(box, row)) return empty(429);
  if (row.status === 'pending') return empty(400);
  device.use(box, row);
  return grant(box, row);
}

export function activate(box, call, { code = '' } = {}) {
  return device.page(box, call, { service: 'trakt', title: 'Trakt', typed: code, plain: (text) => text.trim().toUpperCase() });
}
