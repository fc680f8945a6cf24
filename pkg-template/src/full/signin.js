// Sign-in by a code: shows what the person has to type, and asks until there is an end.

import { RawDevice } from './core_bg.js';
import { ScrobbleError } from './errors.js';

/** Begins it. `signedIn` takes the token and answers with the account. */
export async function signInByCode(service, accounts, services, signedIn) {
  const app = accounts.app(service);
  const answer = await services.call(JSON.parse(RawDevice.request(service, app)));
  const device = new RawDevice(service, app, JSON.stringify(answer), Date.now());
  let giveUp;
  const givenUp = new Promise(resolve => {
    giveUp = resolve;
  });
  const done = follow();
  // Whoever only looks at the code is not to blame for how it ended.
  done.catch(() => {});
  return {
    userCode: device.userCode,
    verificationUrl: device.verificationUrl,
    ...(device.verificationUrlComplete && { verificationUrlComplete: device.verificationUrlComplete }),
    expiresAt: device.expiresAt,
    done,
    cancel() {
      device.cancel();
      giveUp();
    },
  };

  async function follow() {
    while (device.wakeAt !== undefined) {
      await Promise.race([sleep(device.wakeAt - Date.now()), givenUp]);
      const request = device.poll(Date.now());
      if (!request) continue;
      const found = services.call(JSON.parse(request)).then(JSON.stringify, () => undefined).then(digest);
      const told = await Promise.race([found, givenUp]);
      if (told?.type === 'signedIn') return signedIn(told.token);
      if (told?.type === 'over') break;
    }
    const { code, message } = JSON.parse(device.ended());
    throw new ScrobbleError(code, message, { provider: service });
  }

  // Also where nobody waits any more: a token that comes too late is given back.
  function digest(response) {
    const told = JSON.parse(device.digest(response, Date.now()));
    if (told.token) told.token = JSON.stringify(told.token);
    if (told.type === 'tooLate') accounts.revoke(service, told.token);
    return told;
  }
}

const sleep = ms => new Promise(resolve => setTimeout(resolve, Math.max(ms, 0)));
