// The way in for sites: a script for the browser, and which other sites it is to look at.

import { useState } from 'preact/hooks';
import { t } from '../../words/index.js';

const FILE = '/playtally.user.js';
const MANAGERS = [
  ['Violentmonkey', 'https://violentmonkey.github.io/get-it/'],
  ['Tampermonkey', 'https://www.tampermonkey.net/'],
  ['Greasemonkey', 'https://addons.mozilla.org/firefox/addon/greasemonkey/'],
];

export function Userscript({ pair }) {
  const [own, setOwn] = useState('');
  const hosts = own.split(/[\s,]+/).map(hostOf).filter(Boolean);
  const address = hosts.length > 0 ? `${FILE}?on=${hosts.join(',')}` : FILE;
  return (
    <section class="panel userscript" aria-labelledby="userscript">
      <h2 id="userscript">{t('players.script')}</h2>
      <p class="hint">{t('players.script_hint')}</p>
      <ol class="pair-steps">
        <li>
          <p>{t('players.script_manager')}</p>
          <p class="managers">{MANAGERS.map(([name, place]) => <a key={name} href={place} target="_blank" rel="noreferrer">{name}</a>)}</p>
        </li>
        <li>
          <label for="own-sites">{t('players.script_sites')}</label>
          <input id="own-sites" value={own} placeholder="jellyfin.home, 192.168.1.5" autocapitalize="off" spellcheck={false} onInput={({ target }) => setOwn(target.value)} />
          <p><a id="install-script" class="button primary" href={address} target="_blank" rel="noreferrer">{t('players.script_install')}</a></p>
        </li>
        <li>
          <p>{t('players.script_pair')}</p>
          <p><button type="button" id="pair-script" onClick={pair}>{t('players.script_code')}</button></p>
        </li>
      </ol>
    </section>
  );
}

// What people paste: an address with all that belongs to it, or the name alone.
function hostOf(text) {
  const [, host] = /^(?:https?:\/\/)?([a-z0-9.-]+)(?::\d+)?(?:\/.*)?$/i.exec(text) ?? [];
  return host?.toLowerCase();
}
