// Listens that are asked to go; the server gets round to it at the next full hour.

import { json } from '../reply.js';
import { problem } from './check.js';
import { isUuid, readJson, userOf } from './users.js';

export const schema = `
  CREATE TABLE IF NOT EXISTS lb_deletions(due INTEGER, user TEXT, listened_at INTEGER, msid TEXT);
`;

export const routes = [['POST', '/1/delete-listen', ask]];

const HOUR = 3_600_000;

// What nobody knows is deleted as well as anything.
function ask(box, call) {
  const user = userOf(box, call);
  const { listened_at: at, recording_msid: msid } = readJson(call);
  if (at === undefined) throw problem(400, 'Listen timestamp missing.');
  if (!Number.isInteger(at)) throw problem(400, `${at}: Listen timestamp invalid.`);
  if (msid === undefined) throw problem(400, 'Recording MSID missing.');
  if (!isUuid(String(msid))) throw problem(400, `${msid}: Recording MSID format invalid.`);
  box.run('INSERT INTO lb_deletions VALUES (?, ?, ?, ?)', Math.ceil((box.now() + 1) / HOUR) * HOUR, user, at, msid);
  return json(200, { status: 'ok' });
}

export function carryOut(box) {
  for (const { user, listened_at: at, msid } of box.rows('DELETE FROM lb_deletions WHERE due <= ? RETURNING *', box.now())) {
    box.run('DELETE FROM lb_listens WHERE user = ? AND listened_at = ? AND msid = ?', user, at, msid);
  }
}
