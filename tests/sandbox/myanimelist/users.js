// MyAnimeList's people, and whether strangers may read their list.

export const schema = `
  CREATE TABLE IF NOT EXISTS mal_users(user TEXT PRIMARY KEY, id INTEGER, joined_at INTEGER, private INTEGER DEFAULT 0);
`;

export function join(box, user) {
  box.run('INSERT OR IGNORE INTO mal_users(user, id, joined_at) VALUES (?, ?, ?)', user, box.nextShortId(), box.now());
}

export function setPrivate(box, user, value) {
  join(box, user);
  box.run('UPDATE mal_users SET private = ? WHERE user = ?', value ? 1 : 0, user);
}

export const find = (box, user) => box.row('SELECT * FROM mal_users WHERE user = ?', user);
export const state = (box) => box.rows('SELECT user FROM mal_users ORDER BY user').map(({ user }) => user);
