// Players elsewhere that count for this person: which there are, a code for one more, clients with a token, and what a developer writes.

import { useLocation } from 'preact-iso';
import { useEffect, useRef, useState } from 'preact/hooks';
import { onNews } from '../follow.js';
import { hub } from '../hub.js';
import { online } from '../state.js';
import { Empty } from '../ui/empty.jsx';
import { Skeleton } from '../ui/skeleton.jsx';
import { t } from '../words/index.js';
import { Clients, isClient } from './players/clients.jsx';
import { Device } from './players/device.jsx';
import { Pair } from './players/pair.jsx';
import { Servers } from './players/servers.jsx';
import { Snippet } from './players/snippet.jsx';
import { Userscript } from './players/userscript.jsx';
import { Allow, MakeToken } from './players/token.jsx';
import './players.css';

export default function Players() {
  const { query, route } = useLocation();
  const [devices, setDevices] = useState();
  const [webhooks, setWebhooks] = useState();
  const [problem, setProblem] = useState();
  // Which question was the last to be asked, and which to be answered.
  const turns = useRef({ asked: 0, told: 0 });

  async function read() {
    const turn = turns.current.asked += 1;
    const isOvertaken = () => turn < turns.current.told;
    try {
      // Both at once, so that neither moves the other when it comes.
      const [paired, served] = await Promise.all([hub.devices(), hub.webhooks()]);
      if (isOvertaken()) return;
      turns.current.told = turn;
      setDevices(paired.devices);
      setWebhooks(served.webhooks);
      setProblem(undefined);
    } catch (error) {
      if (!isOvertaken()) setProblem(error.message);
    }
  }

  useEffect(() => { read(); }, [online.value]);
  // Whoever plays was just seen.
  useEffect(() => onNews(({ type }) => { if (type === 'playing') read(); }), []);

  const pair = () => route('/players?pair=new');
  const close = () => {
    route('/players', true);
    // Whoever typed the code in a moment ago is there by now.
    read();
  };
  const players = devices?.filter((device) => !isClient(device));
  return (
    <>
      <div class="page-head">
        <h1>{t('frame.players')}</h1>
        {players?.length > 0 && <button type="button" id="pair-player" class="primary" onClick={pair}>{t('players.pair')}</button>}
      </div>
      <section id="devices" aria-label={t('players.paired')}>
        {problem && (
          <p class="problem device-problem" role="alert">{problem} <button type="button" onClick={read}>{t('players.again')}</button></p>
        )}
        {!devices && !problem && <Skeleton rows={2} />}
        {players?.length === 0 && (
          <Empty title={t('players.none')}>
            <p>{t('players.none_hint')}</p>
            <button type="button" id="pair-player" class="primary" onClick={pair}>{t('players.pair')}</button>
          </Empty>
        )}
        {players?.length > 0 && (
          <ul class="device-list">
            {players.map((device) => <Device key={device.id} device={device} changed={read} />)}
          </ul>
        )}
      </section>
      {(devices || problem) && <Userscript pair={pair} />}
      {webhooks && <Servers webhooks={webhooks} changed={read} />}
      {devices && <Clients clients={devices.filter(isClient)} changed={read} make={() => route('/players?token=new')} />}
      {(devices || problem) && <Snippet />}
      {query.pair && <Pair paired={read} close={close} />}
      {query.token && <MakeToken done={read} close={close} />}
      {query.allow && <Allow ticket={query.allow} done={read} close={close} />}
    </>
  );
}
