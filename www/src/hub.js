// The hub's routes the page asks by itself; a refusal becomes a `HubError`.

import { mine } from './profile.js';
import { has, t } from './words/index.js';

const BASE = '/api/v1';

// What the hub said no with: `code` is stable, `message` is for a person, `said` is how the hub put it.
export class HubError extends Error {
  constructor(code, message, status, said) {
    super(message);
    this.said = said;
    this.name = 'HubError';
    this.code = code;
    this.status = status;
  }
}

// What a service itself said is in the hub's sentence alone.
const QUOTED = 'service_refused';

// A refusal in the person's language where it has words for the code, else as the hub put it.
export function refused({ code = 'unknown', detail, status }) {
  const own = code !== 'unknown' && has(`problems.${code}`) && t(`problems.${code}`);
  const words = code === QUOTED ? [own, detail] : [own || detail || t('problems.unknown', { status })];
  return new HubError(code, words.filter(Boolean).join(' '), status, detail);
}

let met;
const first = new Promise((resolve) => { met = resolve; });

// On a first visit the answer to what one has connected makes the person: what was asked before it came is asked again then.
async function call(method, path, body) {
  try {
    return await ask(method, path, body);
  } catch (error) {
    if (error.code !== 'no_session') throw error;
    await first;
    return ask(method, path, body);
  }
}

async function ask(method, path, body) {
  const request = { method, headers: { accept: 'application/json' } };
  if (body !== undefined) {
    request.headers['content-type'] = 'application/json';
    request.body = JSON.stringify(body);
  }
  let answer;
  try {
    answer = await fetch(`${BASE}/${mine(path)}`, request);
  } catch {
    throw refused({ code: 'unreachable', status: 0 });
  }
  return taken(answer.status, await answer.text().catch(() => ''));
}

// What an answer brings; throws what the hub refused.
function taken(status, text) {
  if (status === 204) return undefined;
  let data;
  try {
    data = JSON.parse(text);
  } catch {
    if (status < 400) throw refused({ code: 'unreadable', status });
  }
  if (status >= 400) throw refused({ code: data?.code, detail: data?.detail ?? data?.title, status });
  return data;
}

// Sends a file; `sent` hears which share of it has gone, `signal` calls it off.
async function upload(path, file, { sent, signal } = {}) {
  signal?.throwIfAborted();
  // A `fetch` tells nothing of what it sends.
  const request = new XMLHttpRequest();
  await new Promise((resolve, reject) => {
    request.open('POST', `${BASE}/${mine(path)}`);
    request.setRequestHeader('accept', 'application/json');
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.upload.addEventListener('progress', ({ loaded, total }) => sent?.(loaded / total));
    request.addEventListener('load', resolve);
    request.addEventListener('error', () => reject(refused({ code: 'unreachable', status: 0 })));
    request.addEventListener('abort', () => reject(signal.reason));
    signal?.addEventListener('abort', () => request.abort());
    request.send(file);
  });
  return taken(request.status, request.responseText);
}

const service = (id) => `user/services/${encodeURIComponent(id)}`;
const job = (id) => `import/${encodeURIComponent(id)}`;
const webhook = (id) => `user/webhooks/${encodeURIComponent(id)}`;
const profile = (id) => `user/profiles/${encodeURIComponent(id)}`;
const entry = (id) => `user/outbox/${encodeURIComponent(id)}`;

export const LIVE = mine(`${BASE}/live`);

export const hub = {
  call,
  services: () => ask('GET', 'user/services').finally(met),
  connect: (id, body = {}) => call('POST', `${service(id)}/connect`, body),
  startCode: (id) => call('POST', `${service(id)}/device`, {}),
  readCode: (id) => call('GET', `${service(id)}/device`),
  cancelCode: (id) => call('DELETE', `${service(id)}/device`),
  disconnect: (id) => call('POST', `${service(id)}/disconnect`, {}),
  profile: (id) => call('GET', `${service(id)}/profile`),
  watching: (id) => call('GET', `${service(id)}/watching`),
  totals: (id) => call('GET', `${service(id)}/totals`),
  checkIn: (id, media) => call('POST', 'checkin', { media, services: [id] }),
  cancelCheckIn: (id) => call('DELETE', `checkin?service=${encodeURIComponent(id)}`),
  timeZone: () => call('GET', 'user/time_zone'),
  setTimeZone: (name) => call('PUT', 'user/time_zone', { time_zone: name }),
  sync: (id) => call('POST', `${service(id)}/sync`),
  trySync: (id) => call('POST', `${service(id)}/sync?dry=1`),
  confirmSync: (id) => call('POST', `${service(id)}/sync/confirm`),
  undoSync: (id) => call('POST', `${service(id)}/sync/undo`),
  outbox: () => call('GET', 'outbox'),
  questions: () => call('GET', 'find/questions'),
  dropQuestion: (key) => call('DELETE', `find/questions?key=${encodeURIComponent(key)}`),
  correct: (source, work) => call('PUT', 'corrections', work ? { source, work } : { source }),
  corrections: () => call('GET', 'corrections'),
  takeBack: (key) => call('DELETE', `corrections?key=${encodeURIComponent(key)}`),
  retry: (id) => call('POST', `${entry(id)}/retry`, {}),
  retryAs: (id, work) => call('POST', `${entry(id)}/retry`, { work }),
  drop: (id) => call('DELETE', entry(id)),
  search: (words) => call('GET', `metadata/search?q=${encodeURIComponent(words)}`),
  imports: () => call('GET', 'import'),
  bringFile: (file, format, how) => upload(`import?name=${encodeURIComponent(file.name)}${format ? `&format=${format}` : ''}`, file, how),
  importAccount: (id) => call('POST', `${service(id)}/import`),
  importRows: (id, { from = 0, limit = 50, outcome } = {}) => (
    call('GET', `${job(id)}/rows?from=${from}&limit=${limit}${outcome ? `&outcome=${outcome}` : ''}`)),
  answerImport: (id, said) => call('PATCH', job(id), said),
  runImport: (id) => call('POST', `${job(id)}/run`),
  cancelImport: (id) => call('POST', `${job(id)}/cancel`),
  resumeImport: (id) => call('POST', `${job(id)}/resume`),
  deleteImport: (id, keep) => call('DELETE', `${job(id)}${keep ? '?keep=true' : ''}`),
  devices: () => call('GET', 'user/devices'),
  newCode: () => call('POST', 'user/devices', {}),
  newToken: (name) => call('POST', 'user/devices/token', { name }),
  allowClient: (ticket, name) => call('POST', 'user/devices/allow', { ticket, name }),
  profiles: () => call('GET', 'user/profiles'),
  newProfile: (about) => call('POST', 'user/profiles', about),
  changeProfile: (id, about) => call('PATCH', profile(id), about),
  removeProfile: (id) => call('DELETE', `${profile(id)}?confirm=delete`),
  moveDevice: (id, to) => call('PATCH', `user/devices/${encodeURIComponent(id)}`, { profile: to }),
  unpair: (id) => call('DELETE', `user/devices/${encodeURIComponent(id)}`),
  webhooks: () => call('GET', 'user/webhooks'),
  newWebhook: () => call('POST', 'user/webhooks'),
  changeWebhook: (id, said) => call('PATCH', webhook(id), said),
  rotateWebhook: (id) => call('POST', `${webhook(id)}/rotate`),
  endWebhook: (id) => call('DELETE', webhook(id)),
  recovery: () => call('GET', 'user/recovery'),
  newRecovery: () => call('POST', 'user/recovery'),
  leave: () => call('DELETE', 'user?confirm=delete'),
  recover: (code) => call('POST', 'recover', { code }),
  command: (player, command, playId) => call('POST', `playing/${encodeURIComponent(player)}`, { command, play_id: playId }),
  savedPlaces: () => call('GET', 'state'),
  dropPlace: (key) => call('DELETE', `state?key=${encodeURIComponent(key)}`),
  states: (keys) => call('GET', `state?ids=${keys.map(encodeURIComponent).join(',')}`),
};
