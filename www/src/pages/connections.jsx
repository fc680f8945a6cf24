// Every service: those in use with how they stand, the others to be connected.

import './connections.css';
import { useEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { refresh } from '../follow.js';
import { say } from '../notices.js';
import { serviceOf, services, trouble } from '../state.js';
import { Empty } from '../ui/empty.jsx';
import { Skeleton } from '../ui/skeleton.jsx';
import { t } from '../words/index.js';
import { Card } from './connections/card.jsx';
import { isInUse } from './connections/service.js';
import { asSaid } from './connections/settings.js';
import { Setup } from './connections/setup.jsx';
import { Tile } from './connections/tile.jsx';

export default function Connections() {
  useNewcomers();
  const { open, toggle } = useOpen();
  const all = (services.value ?? []).map(asSaid);
  const used = all.filter(isInUse);
  const others = all.filter((service) => !isInUse(service));
  return (
    <>
      <h1>{t('frame.connections')}</h1>
      {services.value === undefined && (trouble.value ? <Missing /> : <Skeleton rows={4} />)}
      {used.length > 0 && (
        <section class="panel" aria-labelledby="in-use">
          <h2 id="in-use">{t('connections.in_use')}</h2>
          <div class="services-used">
            {used.map((service) => (
              <Card key={service.service} service={service} open={open.includes(service.service)} toggle={() => toggle(service.service)} />
            ))}
          </div>
        </section>
      )}
      {others.length > 0 && (
        <section class="panel" aria-labelledby="to-connect">
          <h2 id="to-connect">{t(used.length > 0 ? 'connections.others' : 'connections.to_connect')}</h2>
          {used.length === 0 && <p class="hint services-intro">{t('connections.intro')}</p>}
          <div class="services-others">{others.map((service) => <Tile key={service.service} service={service} />)}</div>
        </section>
      )}
      <Setup />
    </>
  );
}

function Missing() {
  return (
    <Empty title={t('connections.no_services')}>
      <p role="alert">{trouble.value.message}</p>
      <button type="button" class="primary" onClick={refresh}>{t('connections.again')}</button>
    </Empty>
  );
}

// Whose details are shown is in the address, as `?open=trakt,simkl`; a link may say `#trakt`.
function useOpen() {
  const { path, query, route } = useLocation();
  const hash = location.hash.slice(1);
  const open = [...(query.open ?? '').split(','), hash].filter((id) => serviceOf(id));
  const known = services.value !== undefined;
  useEffect(() => {
    if (known && hash) document.getElementById(`details-${hash}`)?.focus();
  }, [known, hash]);

  function toggle(id) {
    const next = open.includes(id) ? open.filter((other) => other !== id) : [...open, id];
    route(next.length > 0 ? `${path}?open=${next.join(',')}` : path, true);
  }
  return { open, toggle };
}

// Says so when an account is connected while the page is shown, however that came about.
function useNewcomers() {
  const before = useRef();
  const now = services.value;
  useEffect(() => {
    const connected = now?.filter(({ state }) => state === 'connected');
    for (const { service, name } of connected ?? []) {
      if (before.current && !before.current.includes(service)) say(t('returned.connected', { name }));
    }
    before.current = connected?.map(({ service }) => service);
  }, [now]);
}
