// What a player would be built with instead: a client for each service, a queue with
// retries, and a store for what waits. Who counts the plays is still to be written.
import { SimklClient } from '@dvcol/simkl-http-client';
import { minimalSimklApi } from '@dvcol/simkl-http-client/api/minimal';
import { sync as simklSync } from '@dvcol/simkl-http-client/api/sync';
import { Config as SimklConfig } from '@dvcol/simkl-http-client/config';
import { TraktClient } from '@dvcol/trakt-http-client';
import { minimalTraktApi } from '@dvcol/trakt-http-client/api/minimal';
import { scrobble } from '@dvcol/trakt-http-client/api/scrobble';
import { sync } from '@dvcol/trakt-http-client/api/sync';
import { Config } from '@dvcol/trakt-http-client/config';
import { openDB } from 'idb';
import PQueue from 'p-queue';
import pRetry from 'p-retry';

const APP = { client_id: 'bench', client_secret: '', redirect_uri: 'http://localhost/', useragent: 'bench/1.0' };

/** Everything that must be there before the first play can be told. */
export function start() {
  const trakt = new TraktClient({ ...APP, endpoint: Config.Endpoint.Production }, {}, { ...minimalTraktApi, scrobble, sync });
  const simkl = new SimklClient({ ...APP, endpoint: SimklConfig.Endpoint }, {}, { ...minimalSimklApi, sync: simklSync });
  const queue = new PQueue({ concurrency: 1, interval: 1000, intervalCap: 1 });
  const send = (work) => queue.add(() => pRetry(work, { retries: 5 }));
  const store = () => openDB('bench', 1, { upgrade: (db) => db.createObjectStore('waiting') });
  return { trakt, simkl, send, store };
}
