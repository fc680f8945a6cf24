// Codes a person types: what the services' device flows have in common. How each answers a poll stays with it.

import { activatePage } from './pages.js';
import { random } from './oauth.js';

export const schema = `
  CREATE TABLE IF NOT EXISTS device_codes(device TEXT PRIMARY KEY, service TEXT, client TEXT, user_code TEXT, scope TEXT,
    status TEXT, user TEXT, interval INTEGER, polled_at INTEGER, expires_at INTEGER);
`;

export const INTERVAL = 5;

// Status is `pending`, `allowed`, `denied` or `used`.
export function begin(box, { service, client, userCode, scope = '', life }) {
  const device = `sandbox-${service}-device-${random()}`;
  box.run('INSERT INTO device_codes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    device, service, client, userCode, scope, 'pending', null, INTERVAL, null, box.now() + life);
  return device;
}

export const byDevice = (box, service, device) => box.row('SELECT * FROM device_codes WHERE service = ? AND device = ?', service, String(device));

// People write codes as they like; `plain` says how a service reads them.
export function byUserCode(box, service, typed, plain) {
  return box.rows('SELECT * FROM device_codes WHERE service = ? ORDER BY expires_at DESC', service)
    .find((row) => plain(row.user_code) === plain(typed));
}

export const ended = (box, row) => box.now() >= row.expires_at;

// Whether a poll comes too soon. The attempt itself counts as the last one.
export function tooSoon(box, row) {
  box.run('UPDATE device_codes SET polled_at = ? WHERE device = ?', box.now(), row.device);
  return row.polled_at !== null && box.now() < row.polled_at + row.interval * 1000;
}

export function slower(box, row) {
  box.run('UPDATE device_codes SET interval = interval + ? WHERE device = ?', INTERVAL, row.device);
}

export function use(box, row) {
  box.run("UPDATE device_codes SET status = 'used' WHERE device = ?", row.device);
}

// The page where the code is typed, and the same page after Allow or Deny.
export function page(box, call, { service, title, typed, plain = (code) => code }) {
  if (call.method === 'GET') return activatePage({ title, code: typed });
  const form = new URLSearchParams(call.text);
  const row = byUserCode(box, service, form.get('code') ?? '', plain);
  if (!row || row.status !== 'pending' || ended(box, row)) return activatePage({ title, code: form.get('code'), wrong: true });
  const allowed = form.get('decision') === 'allow';
  box.run('UPDATE device_codes SET status = ?, user = ? WHERE device = ?',
    allowed ? 'allowed' : 'denied', (form.get('user') ?? '').trim() || 'demo', row.device);
  return activatePage({ title, done: allowed ? 'Connected. You can go back to the app.' : 'You said no. Nothing is connected.' });
}
