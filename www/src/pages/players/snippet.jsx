// The few lines that make any player on any page one of this person's.

import { Copy } from '../../ui/copy.jsx';
import { t } from '../../words/index.js';

const INSTALL = 'npm install playtally';

const code = () => `import { Playtally, pair } from 'playtally';

const hub = '${location.origin}/api/v1';
let token = localStorage.getItem('playtally-token');
if (!token) {
  ({ token } = await pair({ hub, code: prompt('${t('players.ask_code')}'), name: '${t('players.sample_name')}' }));
  localStorage.setItem('playtally-token', token);
}
const playtally = await Playtally.connect({ hub, token });
playtally.attach(document.querySelector('video'), {
  kind: 'movie', title: 'Inception', year: 2010, ids: { imdb: 'tt1375666' },
});`;

export function Snippet() {
  return (
    <section class="panel snippet" aria-labelledby="own-player">
      <h2 id="own-player">{t('players.develop')}</h2>
      <p class="hint">{t('players.develop_hint')}</p>
      <Copy text={INSTALL} id="snippet-install" block name={t('players.copy_install')} />
      <Copy text={code()} id="snippet" block name={t('players.copy_code')} />
    </section>
  );
}
