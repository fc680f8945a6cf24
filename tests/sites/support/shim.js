// In the script's own world: what managers give, by way of the test.

(() => {
  const waiting = new Map();
  const commands = new Map();
  let last = 0;
  const call = (name, given) => new Promise((resolve) => {
    waiting.set(last += 1, resolve);
    globalThis.ask(JSON.stringify({ id: last, name, given }));
  });
  globalThis.answered = (id, answer) => {
    waiting.get(id)(answer ?? undefined);
    waiting.delete(id);
  };
  globalThis.chosen = text => commands.get(text)();
  globalThis.GM = {
    getValue: async (name, otherwise) => await call('get', { name }) ?? otherwise,
    setValue: (name, value) => call('set', { name, value }),
    deleteValue: (name) => call('delete', { name }),
    listValues: () => call('list'),
    registerMenuCommand(text, act) {
      commands.set(text, act);
      call('menu', { text });
    },
    xmlHttpRequest({ method, url, headers, data, onload, onerror }) {
      call('request', { method, url, headers, data }).then(answer => answer.error ? onerror(answer) : onload(answer));
    },
  };
  const attachShadow = Element.prototype.attachShadow;
  // The tests look into the badge; the page could not.
  Element.prototype.attachShadow = function open(options) {
    return attachShadow.call(this, { ...options, mode: 'open' });
  };
  const run = () => {
    SCRIPT;
  };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', run, { once: true });
  else run();
})();
