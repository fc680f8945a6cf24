// The accounts of the person at the services, and their tokens, in localStorage.

import {
  checkRights, describedServices, pastedToken, profileRead, profileRequest, refreshAt, refreshRequest, revokeRequest,
  signedRequest, tokenExpired, tokenRead,
} from './core_bg.js';
import { ScrobbleError } from './errors.js';
import { holdLock } from './locks.js';

export class Accounts {
  #apps;
  #store;
  #services;
  #refreshing = new Map();

  /** What the keys of their rows begin with. */
  prefix;

  /** `apps`: the registration at each service that is used. */
  constructor(apps, store, prefix, services) {
    this.#apps = apps;
    this.#store = store;
    this.prefix = `${prefix}:account:`;
    this.#services = services;
  }

  /** Whether the person comes back from the service with the token itself. */
  isImplicit(service) {
    return this.services.some(({ id, implicit }) => id === service && implicit);
  }

  /** What the core knows of each service that is used. */
  get services() {
    return JSON.parse(describedServices()).filter(({ id }) => this.#apps[id]);
  }

  /** All accounts, those whose sign-in ended included; without their tokens. */
  get list() {
    return this.services.flatMap(({ id }) => {
      const { token, over, ...account } = this.#read(id) ?? {};
      return token ? [{ service: id, state: over ? 'sign_in_again' : 'connected', ...account }] : [];
    });
  }

  /** The registration at a service, as the core takes it. */
  app(service, more) {
    if (!this.#apps[service]) throw new ScrobbleError('bad_input', `There is no app for ${service} here.`);
    return JSON.stringify({ ...this.#apps[service], ...more });
  }

  /** Keeps an account, after a look whose the token is and whether it is good for everything. */
  async welcome(service, token, base) {
    try {
      checkRights(service, this.app(service), token);
      const request = JSON.parse(profileRequest(service, this.app(service), base));
      const answer = await this.#services.call(JSON.parse(signedRequest(service, JSON.stringify(request), token)));
      const { username, profile_url: url } = JSON.parse(profileRead(service, JSON.stringify(answer), Date.now()));
      this.#write(service, { token, username, ...(base ? { base } : { profileUrl: url }) });
    } catch (error) {
      // Nothing of a sign-in that came to nothing stays behind.
      await this.revoke(service, token);
      throw error;
    }
    return this.list.find(account => account.service === service);
  }

  /** An account by a token that the person pasted. */
  paste(service, token, base) {
    return this.welcome(service, pastedToken(token.trim(), Date.now()), base?.trim().replace(/\/+$/, '') || undefined);
  }

  /** Forgets the account, and ends the grant where the service has a way. */
  async forget(service) {
    const { token } = this.#read(service) ?? {};
    this.#store.remove(this.prefix + service);
    if (token) await this.revoke(service, token);
  }

  async revoke(service, token) {
    const request = revokeRequest(service, this.app(service), token);
    // What comes of it changes nothing here.
    if (request) await this.#services.call(JSON.parse(request)).catch(() => {});
  }

  /** A request with the person's credentials; renews them first where it is time. */
  async signed(service, request) {
    let token = this.#good(service);
    if (refreshAt(token) <= Date.now()) {
      try {
        token = await this.refresh(service);
      } catch (error) {
        // Until it has really ended it is good enough.
        if (error.code === 'sign_in_again' || tokenExpired(token, Date.now())) throw error;
      }
    }
    return JSON.parse(signedRequest(service, JSON.stringify(request), token));
  }

  /** Renews a token, once for all who ask in any tab: with some services each use of it is the last. */
  async refresh(service) {
    const old = this.#good(service);
    if (!this.#refreshing.has(service)) {
      const done = this.#refresh(service, old).finally(() => this.#refreshing.delete(service));
      this.#refreshing.set(service, done);
    }
    return this.#refreshing.get(service);
  }

  async #refresh(service, old) {
    const letGo = await holdLock(`${this.prefix}${service}:refresh`);
    try {
      const found = this.#good(service);
      if (found !== old) return found;
      const request = refreshRequest(service, this.app(service), old);
      if (!request) throw new ScrobbleError('sign_in_again', `Sign in at ${service} again.`, { provider: service });
      const answer = await this.#services.call(JSON.parse(request));
      const token = tokenRead(service, JSON.stringify(answer), old, Date.now());
      // Whoever signed out or in meanwhile has the last word.
      if (this.#read(service)?.token === old) this.#write(service, { ...this.#read(service), token });
      return token;
    } catch (error) {
      if (error.code === 'sign_in_again') this.end(service, old);
      throw error;
    } finally {
      letGo();
    }
  }

  /** Only a new sign-in helps; a token that came meanwhile is not meant. */
  end(service, token = this.#read(service)?.token) {
    const account = this.#read(service);
    if (account && account.token === token) this.#write(service, { ...account, over: true });
  }

  #good(service) {
    const account = this.#read(service);
    if (account?.token && !account.over) return account.token;
    throw new ScrobbleError('sign_in_again', `Sign in at ${service} again.`, { provider: service });
  }

  #read(service) {
    return JSON.parse(this.#store.get(this.prefix + service) ?? 'null') ?? undefined;
  }

  #write(service, account) {
    this.#store.set(this.prefix + service, JSON.stringify(account));
  }
}
