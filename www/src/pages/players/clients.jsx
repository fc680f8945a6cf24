// Programs that send what is heard to ListenBrainz or Last.fm, and may send it here: their tokens, and what to type into them.

import { useId } from 'preact/hooks';
import { Copy } from '../../ui/copy.jsx';
import { t } from '../../words/index.js';
import { Device } from './device.jsx';

export const isClient = ({ scopes }) => scopes.includes('submit');

export function Clients({ clients, changed, make }) {
  const id = useId();
  return (
    <section class="panel clients" aria-labelledby={id}>
      <div class="clients-head">
        <h2 id={id}>{t('players.clients')}</h2>
        <button type="button" id="make-token" onClick={make}>{t('players.make_token')}</button>
      </div>
      <p class="hint">{t('players.clients_hint')}</p>
      {clients.length > 0 && (
        <ul class="device-list" aria-label={t('players.clients')}>
          {clients.map((device) => <Device key={device.id} device={device} changed={changed} />)}
        </ul>
      )}
      <details>
        <summary>{t('players.how')}</summary>
        <Addresses />
      </details>
    </section>
  );
}

// What a client asks for, by the service it knows.
export function Addresses({ made }) {
  return (
    <dl class="addresses">
      <div>
        <dt>{t('players.for_listenbrainz')}</dt>
        <dd>
          <Copy text={location.origin} id={`lb-address${made ? '-made' : ''}`} name={t('players.copy_listenbrainz')} />
          <p class="hint">{t('players.listenbrainz_hint')}</p>
        </dd>
      </div>
      <div>
        <dt>{t('players.for_lastfm')}</dt>
        <dd>
          <Copy text={`${location.origin}/2.0/`} id={`lfm-address${made ? '-made' : ''}`} name={t('players.copy_lastfm')} />
          <p class="hint">{t('players.lastfm_hint')}</p>
          {made && (
            <details>
              <summary>{t('players.own_key')}</summary>
              <p class="hint">{t('players.own_key_hint')}</p>
              <Copy text={made.api_key} id="made-key" name={t('players.copy_key')} />
              <Copy text={made.api_secret} id="made-secret" name={t('players.copy_secret')} />
            </details>
          )}
        </dd>
      </div>
    </dl>
  );
}
