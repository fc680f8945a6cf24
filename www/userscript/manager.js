// What a userscript's manager gives, one way over all of them: Tampermonkey and Violentmonkey
// have `GM.*` and `GM_*`, Greasemonkey 4 has `GM.*` alone.

const found = name => globalThis.GM?.[name] ?? OLD[name];

// Names that only exist where they were granted: asked for one by one.
const OLD = {
  get xmlHttpRequest() { return typeof GM_xmlhttpRequest === 'function' ? GM_xmlhttpRequest : undefined; },
  get getValue() { return typeof GM_getValue === 'function' ? GM_getValue : undefined; },
  get setValue() { return typeof GM_setValue === 'function' ? GM_setValue : undefined; },
  get deleteValue() { return typeof GM_deleteValue === 'function' ? GM_deleteValue : undefined; },
  get listValues() { return typeof GM_listValues === 'function' ? GM_listValues : undefined; },
  get registerMenuCommand() { return typeof GM_registerMenuCommand === 'function' ? GM_registerMenuCommand : undefined; },
};

/** A value kept for this script on all sites. */
export async function kept(name, otherwise) {
  return await found('getValue')(name, otherwise) ?? otherwise;
}

export async function keep(name, value) {
  await found('setValue')(name, value);
}

export async function forget(name) {
  await found('deleteValue')(name);
}

/** The names of all that is kept. */
export const names = async () => found('listValues')();

/** A line in the manager's menu. */
export function menu(text, act) {
  found('registerMenuCommand')?.(text, act);
}

/** `fetch` by the manager, which may call the hub from any page; as much of it as is needed. */
export function request(url, { method = 'GET', headers = {}, body, signal } = {}) {
  return new Promise((resolve, reject) => {
    const fail = () => reject(new TypeError('The hub could not be reached.'));
    const asked = found('xmlHttpRequest')({
      url, method, headers, data: body,
      // Known by its token: no cookie of the hub's page goes along.
      anonymous: true,
      onload: answer => resolve(answerOf(answer)),
      onerror: fail, ontimeout: fail, onabort: fail,
    });
    signal?.addEventListener('abort', () => {
      asked?.abort?.();
      fail();
    });
    // Some managers give a promise besides.
    asked?.catch?.(fail);
  });
}

function answerOf({ status, responseText, responseHeaders = '' }) {
  const lines = responseHeaders.split(/\r?\n/).map(line => line.split(/:\s*(.*)/, 2));
  const headers = new Map(lines.map(([name, value]) => [name.toLowerCase(), value]));
  return {
    ok: status >= 200 && status < 300,
    status,
    headers: { get: name => headers.get(name) ?? null },
    json: async () => JSON.parse(responseText),
  };
}
