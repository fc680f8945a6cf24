// The pages a person sees: consent, the ListenBrainz token, and what the sandbox has stored.

import { html } from './reply.js';

const STYLE = `
  :root { color-scheme: light dark; --line: #8884; --soft: #8881; --accent: #2563eb; }
  * { box-sizing: border-box; }
  body { font: 16px/1.5 system-ui, sans-serif; margin: 0; padding: 24px 16px; overflow-wrap: anywhere; }
  main { max-width: 28rem; margin: 0 auto; } main.wide { max-width: 64rem; }
  h1 { font-size: 1.4rem; margin: 0 0 .5rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; } p { margin: .5rem 0 1rem; }
  label { display: block; margin: 1rem 0 .25rem; }
  input { font: inherit; width: 100%; padding: .5rem; border: 1px solid var(--line); border-radius: 6px; background: transparent; color: inherit; }
  .row { display: flex; gap: .75rem; margin-top: 1.25rem; }
  button { font: inherit; flex: 1; padding: .6rem; border: 1px solid var(--line); border-radius: 6px; background: transparent; color: inherit; cursor: pointer; }
  button.yes { background: var(--accent); border-color: var(--accent); color: #fff; }
  :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
  code { font-size: .95em; } .token { display: block; padding: .75rem; background: var(--soft); border-radius: 6px; user-select: all; }
  .scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .9rem; }
  th, td { text-align: left; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; white-space: nowrap; }
  td.text { white-space: normal; min-width: 12rem; } .none { opacity: .7; }
`;

const escape = (text) => String(text ?? '').replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

function layout(title, body, { wide = false, head = '' } = {}) {
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">`
    + `<title>${escape(title)}</title>${head}<style>${STYLE}</style></head><body><main${wide ? ' class="wide"' : ''}>${body}</main></body></html>`;
}

const PRIVATE = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };

// The form goes back to the address it came from, which holds all that was asked for.
export function consentPage({ service, client, wants }) {
  return html(200, layout(`${service}: allow access?`, `
    <h1>${escape(service)}</h1>
    <p>This is the sandbox, not the real ${escape(service)}. The app <code>${escape(client)}</code> would like to ${escape(wants)}.</p>
    <form method="post">
      <label for="user">Sign in as</label>
      <input id="user" name="user" value="demo" maxlength="40" autocomplete="off" spellcheck="false">
      <div class="row">
        <button class="yes" name="decision" value="allow">Allow</button>
        <button name="decision" value="deny">Deny</button>
      </div>
    </form>`), PRIVATE);
}

// `code` is what was typed or came along; `done` is all there is to say after the decision.
export function activatePage({ title, code = '', wrong = false, done }) {
  const form = `
    <form method="post">
      <label for="code">The code your device shows</label>
      <input id="code" name="code" value="${escape(code)}" maxlength="20" autocomplete="off" spellcheck="false">
      <label for="user">Sign in as</label>
      <input id="user" name="user" value="demo" maxlength="40" autocomplete="off" spellcheck="false">
      <div class="row">
        <button class="yes" name="decision" value="allow">Allow</button>
        <button name="decision" value="deny">Deny</button>
      </div>
    </form>`;
  const said = wrong ? '<p role="alert">There is no such code, or it has ended.</p>' : '';
  return html(200, layout(`${title}: connect a device`, `
    <h1>${escape(title)}</h1>
    <p>This is the sandbox, not the real ${escape(title)}.</p>
    ${done ? `<p role="status">${escape(done)}</p>` : said + form}`), PRIVATE);
}

export function settingsPage({ user, token }) {
  return html(200, layout('ListenBrainz: user token', `
    <h1>ListenBrainz</h1>
    <p>This is the sandbox, not the real ListenBrainz. The user token of <strong>${escape(user)}</strong>, to copy:</p>
    <code class="token" id="token">${escape(token)}</code>
    <form method="get">
      <label for="user">Somebody else</label>
      <input id="user" name="user" value="${escape(user)}" maxlength="40" autocomplete="off" spellcheck="false">
      <div class="row"><button>Show the token</button></div>
    </form>`), PRIVATE);
}

const SHOWN_REQUESTS = 40;

// `tables` are what the services have to show, each `{ heading, heads, rows }`; the second column is the wide one.
// What is empty is named below, so that the little a person did is not lost between it.
export function statePage({ now, requests, tables, still }) {
  const calls = requests.slice(-SHOWN_REQUESTS).reverse()
    .map((row) => [time(row.at), `${row.method} ${row.host}${row.path}`, row.fault ? `${row.status} (${row.fault})` : row.status, row.user]);
  const body = `
    <h1>Sandbox</h1>
    <p>What the services have stored. Now: ${escape(time(now))} UTC. <a href="/listenbrainz.org/settings/">ListenBrainz token</a></p>
    ${[...tables, { heading: 'Latest calls', heads: ['When', 'Call', 'Answer', 'Who'], rows: calls }].filter(({ rows }) => rows.length).map(table).join('')}
    <h2>Nothing yet</h2><p class="none">${escape(tables.filter(({ rows }) => !rows.length).map(({ heading }) => heading).join(' · '))}</p>`;
  return layout('Sandbox', body, { wide: true, head: still ? '' : '<meta http-equiv="refresh" content="2">' });
}

export const time = (text) => text?.replace('T', ' ').replace(/(\.\d+)?Z$/, '');
export const seconds = (value) => time(new Date(value * 1000).toISOString());

// A film, a show, or the season or episode of one.
export function title({ movie, anime, show = anime, season, episode }) {
  if (movie) return `${movie.title} (${movie.year})`;
  if (season) return `${show.title}, season ${season.number}`;
  return episode ? `${show.title} ${episode.season}×${episode.number} ${episode.title}` : show.title;
}

// What several services have alike.
export const plays = (heading, rows) => ({
  heading, heads: ['Watched', 'What', 'How', 'Who'], rows: rows.map((row) => [time(row.watched_at), title(row), row.action, row.user]),
});
export const places = (heading, rows) => ({
  heading, heads: ['Paused', 'What', 'At', 'Who'], rows: rows.map((row) => [time(row.paused_at), title(row), `${row.progress} %`, row.user]),
});
export const watching = (heading, rows) => ({
  heading, heads: ['Since', 'What', 'Until', 'Who'], rows: rows.map((row) => [time(row.started_at), title(row), time(row.expires_at), row.user]),
});

function table({ heading, heads, rows }) {
  const cells = (row) => row.map((cell, i) => `<td${i === 1 ? ' class="text"' : ''}>${escape(cell)}</td>`).join('');
  return `<h2>${escape(heading)}</h2><div class="scroll"><table><thead><tr>${heads.map((head) => `<th scope="col">${escape(head)}</th>`).join('')}</tr></thead>`
    + `<tbody>${rows.map((row) => `<tr>${cells(row)}</tr>`).join('')}</tbody></table></div>`;
}
