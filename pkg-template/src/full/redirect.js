// Sign-in on the service's own page, which sends the person back here with a code, or
// (AniList) with the token itself.

import { consentPage, exchangeRequest, tokenInAddress, tokenRead } from './core_bg.js';
import { ScrobbleError } from './errors.js';
import { uuid } from './uuid.js';

// What this tab remembers while the person is away.
const AWAY = 'playtally:direct:away';
const OURS = ['code', 'state', 'iss', 'error', 'error_description'];

/** The page to send the person to. `redirectUri` is registered for the app; there `comeBack` is called. */
export function goAway(service, redirectUri, accounts) {
  const away = { service, redirectUri, state: uuid(), verifier: uuid() + uuid() };
  sessionStorage.setItem(AWAY, JSON.stringify(away));
  return consentPage(service, accounts.app(service, { redirectUri }), away.state, away.verifier);
}

/** The service and the token that the person came back with; nothing where nobody came back. */
export async function comeBack(accounts, services) {
  const address = new URL(location.href);
  const said = name => address.searchParams.get(name) ?? undefined;
  const away = JSON.parse(sessionStorage.getItem(AWAY) ?? 'null');
  if (!away) return undefined;
  if (accounts.isImplicit(away.service)) return comeBackWithToken(away);
  if (away.state !== said('state')) return undefined;
  // Both are good for once.
  sessionStorage.removeItem(AWAY);
  const [code, issuer, error] = ['code', 'iss', 'error'].map(said);
  for (const name of OURS) address.searchParams.delete(name);
  history.replaceState(history.state, '', address);
  const { service, redirectUri, verifier } = away;
  if (error) throw new ScrobbleError('denied', `${service} says: ${error}`, { provider: service });
  const app = accounts.app(service, { redirectUri });
  const answer = await services.call(JSON.parse(exchangeRequest(service, app, code, verifier, issuer)));
  return { service, token: tokenRead(service, JSON.stringify(answer), undefined, Date.now()) };
}

// The service sends no state along: that this tab sent the person there has to do.
function comeBackWithToken({ service }) {
  let token;
  try {
    token = tokenInAddress(location.hash, Date.now());
    if (!token) return undefined;
  } catch (cause) {
    throw new ScrobbleError('denied', 'You did not allow it.', { provider: service, cause });
  } finally {
    if (/[#&](access_token|error)=/.test(location.hash)) {
      sessionStorage.removeItem(AWAY);
      history.replaceState(history.state, '', location.pathname + location.search);
    }
  }
  return { service, token };
}
