// The driver without a hub: the page signs in at the services and delivers by itself.

import { Accounts } from './accounts.js';
import { describedServices } from './core_bg.js';
import { Courier } from './courier.js';
import { ScrobbleError } from './errors.js';
import { Playtally as Driver } from './playtally.js';
import { checkPolicy } from './policy.js';
import { comeBack, goAway } from './redirect.js';
import { musicRule, videoRule } from './rules.js';
import { Services } from './services.js';
import { signInByCode } from './signin.js';

const NAME = 'direct';
const CHECKED_IN = `playtally:${NAME}:checkin:`;
// Trakt wants an address with each renewal, though nobody is sent there; this one every app has.
const NOWHERE = 'urn:ietf:wg:oauth:2.0:oob';

export class Direct extends Driver {
  #store;
  #services;
  #accounts;
  #courier;

  /** Takes over what closed tabs left, and delivers it. */
  static async begin({ request, autoSync, ...given }) {
    let parts;
    const direct = await this.over(store => {
      parts = assemble(given, request, store);
      return parts.courier;
    }, { autoSync });
    direct.#store = parts.store;
    direct.#services = parts.services;
    direct.#accounts = parts.accounts;
    direct.#courier = parts.courier;
    return direct;
  }

  /** The accounts that are signed in, or have to be again. */
  get accounts() {
    return this.#accounts.list;
  }

  /** Begins a sign-in by a code that the person types at the service. */
  signIn(service) {
    return signInByCode(service, this.#accounts, this.#services, token => {
      return this.#signedIn(service, this.#accounts.welcome(service, token));
    });
  }

  /** The service's own page to send the person to, with `location.assign`. */
  signInPage(service, redirectUri = location.origin + location.pathname) {
    return goAway(service, redirectUri, this.#accounts);
  }

  /** To be called where the person comes back to: the account, where there is one. */
  async finishSignIn() {
    const { service, token } = await comeBack(this.#accounts, this.#services) ?? {};
    return service && this.#signedIn(service, this.#accounts.welcome(service, token));
  }

  /** Signs in with a token that the person copied from the service, or from a server like it at `base`. */
  signInWithToken(service, token, { base } = {}) {
    return this.#signedIn(service, this.#accounts.paste(service, token, base));
  }

  /** Forgets the account and ends the grant. What waits for it is kept for the next sign-in. */
  async signOut(service) {
    const forgotten = this.#accounts.forget(service);
    await this.#courier.accountsChanged(service);
    await forgotten;
  }

  /** Says at each service that has check-ins that this is watched from now on. */
  async checkIn(media) {
    const services = this.#checkInServices().filter(({ music }) => music === (media.kind === 'track'));
    return Promise.all(services.map(async ({ id }) => {
      const result = await this.#call(id, { type: 'checkIn', media }, 'checked_in');
      if (result.state === 'checked_in') this.#store.set(CHECKED_IN + id, JSON.stringify(media));
      return result;
    }));
  }

  /** Takes back what was checked in to last. */
  async cancelCheckIn() {
    const results = await Promise.all(this.#checkInServices().map(async ({ id }) => {
      const media = this.#store.get(CHECKED_IN + id);
      if (media === undefined) return undefined;
      const result = await this.#call(id, { type: 'cancelCheckIn', media: JSON.parse(media) }, 'cancelled');
      if (result.state === 'cancelled') this.#store.remove(CHECKED_IN + id);
      return result;
    }));
    return results.filter(Boolean);
  }

  /** Each play on its way to each account, and what became of it. */
  get deliveries() {
    return this.#courier.entries;
  }

  /** Tries a delivery again now, also one that was given up. */
  retry(id) {
    return this.#courier.retry(id);
  }

  /** Gives a delivery up. */
  drop(id) {
    return this.#courier.drop(id);
  }

  async #signedIn(service, welcomed) {
    const account = await welcomed;
    await this.#courier.accountsChanged(service);
    return account;
  }

  #checkInServices() {
    const used = this.accounts.map(({ service }) => service);
    return this.#accounts.services.filter(({ id, checkIn }) => checkIn && used.includes(id));
  }

  async #call(service, input, good) {
    try {
      const { outcome, told } = await this.#courier.call(service, input);
      return outcome === 'busy' ? { service, state: 'busy', expiresAt: told?.until ?? undefined } : { service, state: good };
    } catch (error) {
      return { service, state: 'failed', error };
    }
  }
}

/** The default driver, and how to do without a hub. */
export class Playtally extends Driver {
  static async direct(options) {
    checkPolicy();
    return Direct.begin(options);
  }
}

// A service that no page can call says so now, not when the first play is lost there.
function checkServices(wanted) {
  const known = new Map(JSON.parse(describedServices()).map(service => [service.id, service]));
  for (const id of wanted) {
    const service = known.get(id);
    if (!service) throw new ScrobbleError('bad_input', `There is no service called ${id}.`);
    if (service.refused) throw new ScrobbleError('browser_refused', service.refused, { provider: id });
  }
}

function assemble(given, request, store) {
  const apps = {};
  const rules = {};
  for (const [service, { rule, ...app }] of Object.entries(given)) {
    apps[service] = { redirectUri: NOWHERE, ...app };
    rules[service] = rule;
  }
  checkServices(Object.keys(apps));
  const services = new Services(request);
  const accounts = new Accounts(apps, store, `playtally:${NAME}`, services);
  for (const { id, music } of accounts.services) rules[id] ??= music ? musicRule() : videoRule();
  return { store, services, accounts, courier: new Courier({ name: NAME, accounts, services, store, rules }) };
}
