// What is held against the contracts: requests the core plans, fixtures it is tested with, and answers of the sandbox.

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '../sandbox/tests/helper.mjs';

const root = new URL('../../', import.meta.url);
const folder = (service) => fileURLToPath(new URL(`src/providers/${service}/fixtures/`, root));

export const planned = () => JSON.parse(readFileSync(new URL('target/contracts/requests.json', root), 'utf8'));

// Pages in place of data, empty bodies and the like are no answers of a service by its contract, and say so in their names.
const FOREIGN = /^(page|empty|null|text|garbage)_|_(page|text|cloudflare|wordless)\.http$/;

export function fixtures(service) {
  return readdirSync(folder(service)).filter((file) => file.endsWith('.http') && !FOREIGN.test(file)).map((file) => {
    const [head, ...rest] = readFileSync(folder(service) + file, 'utf8').split('\n\n');
    return { service, file, status: Number(head.split('\n')[0]), text: rest.join('\n\n').trimEnd() };
  });
}

// Faster than any of them allows, were the clock not moved on.
const PACE = 2100;

// Every planned request once, in order, with a token where the service wants one.
export async function answers(requests) {
  const sandbox = await startSandbox();
  try {
    const tokens = {};
    const played = [];
    for (const request of requests) {
      const { service, method, url, headers, body } = request;
      tokens[service] ??= (await sandbox.control('POST', 'tokens', { service, user: '900123' })).access_token;
      await sandbox.advance(PACE);
      const answer = await sandbox.call(method, url, { headers: { ...Object.fromEntries(headers), authorization: `Bearer ${tokens[service]}` }, body: body || undefined });
      played.push({ request, status: answer.status, text: answer.text });
    }
    return played;
  } finally {
    await sandbox.stop();
  }
}
