// A userscript's manager around a page: the script in a world of its own, and what it may ask for.

import { readFileSync } from 'node:fs';

const WORLD = 'playtally';
const shim = readFileSync(new URL('./shim.js', import.meta.url), 'utf8');

/** What a manager keeps and offers in one browser. */
export class Manager {
  values = new Map();
  /** The requests made for the script: method, address, body. */
  requests = [];
  /** Nothing can be reached. */
  offline = false;
  /** Answers come after this. */
  held;
  #script;
  #hub;

  constructor(script, hub) {
    this.#script = script;
    this.#hub = new URL(hub).hostname;
  }

  /** Runs the script in a page, from its next load on; returns what the page's menu can do. */
  async into(page) {
    const session = await page.context().newCDPSession(page);
    const menus = new Map();
    session.on('Runtime.bindingCalled', async ({ payload, executionContextId }) => {
      const { id, name, given } = JSON.parse(payload);
      const answer = await this.#do(name, given, text => menus.set(text, () => session.send('Runtime.evaluate', {
        contextId: executionContextId, expression: `chosen(${JSON.stringify(text)})`,
      }))).catch(error => ({ error: String(error) }));
      // The page may be gone by now.
      await session.send('Runtime.evaluate', {
        contextId: executionContextId, expression: `answered(${id}, ${JSON.stringify(answer ?? null)})`,
      }).catch(() => {});
    });
    await session.send('Runtime.enable');
    await session.send('Runtime.addBinding', { name: 'ask', executionContextName: WORLD });
    await session.send('Page.enable');
    await session.send('Page.addScriptToEvaluateOnNewDocument', { worldName: WORLD, source: shim.replace('SCRIPT;', () => this.#script) });
    return { menus, session };
  }

  async #do(name, given, menu) {
    switch (name) {
      case 'get': return this.values.get(given.name);
      case 'set': return void this.values.set(given.name, given.value);
      case 'delete': return void this.values.delete(given.name);
      case 'list': return [...this.values.keys()];
      case 'menu': return void menu(given.text);
      case 'request': return this.#request(given);
      default: throw new Error(name);
    }
  }

  // As `@connect` says: the hub alone.
  async #request({ method, url, headers, data }) {
    if (new URL(url).hostname !== this.#hub) throw new Error(`refused: ${url}`);
    if (this.offline) throw new Error('offline');
    this.requests.push({ method, url, body: data && JSON.parse(data) });
    await this.held;
    // A socket of its own: one that was idle may be closed just as it is used again.
    const response = await fetch(url, { method, headers: { ...headers, connection: 'close' }, body: data });
    return {
      status: response.status,
      responseText: await response.text(),
      responseHeaders: [...response.headers].map(([key, value]) => `${key}: ${value}`).join('\r\n'),
    };
  }
}
