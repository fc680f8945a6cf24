// Simkl's sign-in by code as AUTH V2 has it (RFC 8628), and the page where the codes of both versions are typed.

import * as device from '../device.js';
import { json } from '../reply.js';

const LIFE = 900_000;
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export const newCode = (length) => Array.from(crypto.getRandomValues(new Uint8Array(length)), (byte) => LETTERS[byte % 32]).join('');

export function start(box, app, scope) {
  const userCode = newCode(8).replace(/^.{4}/, '$&-');
  const code = device.begin(box, { service: 'simkl', client: app.client, userCode, scope, life: LIFE });
  return json(200, {
    device_code: code, user_code: userCode, verification_uri: 'https://simkl.com/pin',
    verification_uri_complete: `https://simkl.com/pin?user_code=${userCode}`, expires_in: LIFE / 1000, interval: device.INTERVAL,
  });
}

// The person's No is kept to itself: it looks like somebody who never came.
export function poll(box, app, { device_code: code }, { problem, grant }) {
  if (code === undefined) return problem(400, 'invalid_request', 'device_code is required');
  const row = device.byDevice(box, 'simkl', code);
  if (!row || row.client !== app.client || row.status === 'used') return problem(400, 'invalid_grant', 'The grant is invalid');
  if (device.ended(box, row)) return problem(400, 'expired_token', 'The device code has expired');
  if (device.tooSoon(box, row)) {
    device.slower(box, row);
    return problem(400, 'slow_down', 'Polling too often');
  }
  if (row.status !== 'allowed') return problem(400, 'authorization_pending', 'The user has not decided yet');
  device.use(box, row);
  return grant(box, row);
}

const plain = (text) => text.toUpperCase().replace(/[^A-Z0-9]/g, '').replace(/[IL]/g, '1').replace(/O/g, '0');

export const pinPage = (box, call) => device.page(box, call, {
  service: 'simkl', title: 'Simkl', typed: call.query.get('user_code') ?? '', plain,
});
