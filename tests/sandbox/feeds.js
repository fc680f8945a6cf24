// What the services without an API keep for their feeds: entries of a person, and how a feed is written.

export const schema = `
  CREATE TABLE IF NOT EXISTS feeds(id INTEGER PRIMARY KEY, service TEXT, user TEXT, entry TEXT);
  CREATE TABLE IF NOT EXISTS feed_owners(service TEXT, user TEXT, key TEXT, PRIMARY KEY(service, user));
`;

// With a `key` the feed is private and opens to those who bring it.
export function addPerson(box, service, user, key = null) {
  box.run('INSERT OR REPLACE INTO feed_owners VALUES (?, ?, ?)', service, user, key);
}

export const person = (box, service, user) => box.row('SELECT * FROM feed_owners WHERE service = ? AND user = ?', service, user);

export function addEntry(box, service, user, entry) {
  if (!person(box, service, user)) addPerson(box, service, user);
  box.run('INSERT INTO feeds(service, user, entry) VALUES (?, ?, ?)', service, user, JSON.stringify(entry));
}

export const entries = (box, service, user) => box.rows('SELECT * FROM feeds WHERE service = ? AND user = ? ORDER BY id', service, user)
  .map(({ id, entry }) => ({ id, ...JSON.parse(entry) }));

export const state = (box, service) => box.rows('SELECT user, entry FROM feeds WHERE service = ? ORDER BY id', service)
  .map(({ user, entry }) => ({ user, ...JSON.parse(entry) }));

export const escape = (text) => String(text).replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
export const element = (name, text) => (text === undefined || text === null ? '' : `<${name}>${escape(text)}</${name}>`);
export const cdata = (name, text) => `<${name}><![CDATA[${String(text).replaceAll(']]>', ']]]]><![CDATA[>')}]]></${name}>`;

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (number) => String(number).padStart(2, '0');

// A time as feeds write it, in the zone of whoever writes, `hours` from Greenwich.
export function feedTime(time, hours) {
  const at = new Date(Date.parse(time) + hours * 3_600_000);
  const zone = `${hours < 0 ? '-' : '+'}${two(Math.abs(hours))}00`;
  return `${DAYS[at.getUTCDay()]}, ${two(at.getUTCDate())} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()} `
    + `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} ${zone}`;
}

export const feed = (status, body) => new Response(body, { status, headers: { 'content-type': 'application/rss+xml; charset=utf-8' } });
