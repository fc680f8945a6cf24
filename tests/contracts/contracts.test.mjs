// Requests, fixtures and the sandbox's answers, held against what the services themselves say of their interfaces:
// by the rules kept here and, where the whole contracts lie beside this repository, by those too.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { answers, fixtures, planned } from './cases.mjs';
import { Schema } from './graphql.mjs';
import { nameOf, OpenApi } from './openapi.mjs';
import { openapi, reduced, rulesOf, WHOLE } from './reduce.mjs';
import { spoil } from './wrong.mjs';

const here = (name) => new URL(name, import.meta.url);
const read = (path) => readFileSync(path, 'utf8');
const DEVIATIONS = JSON.parse(read(here('deviations.json')));
const WRONG = JSON.parse(read(here('wrong.json')));
const SPOILT = JSON.parse(read(here('spoilt.json')));
const BESIDE = process.env.PLAYTALLY_CONTRACTS ?? fileURLToPath(here('../../../shared/contracts'));
const SERVICES = Object.keys(WHOLE);

const requests = planned().filter(({ service }) => SERVICES.includes(service));
let played;
before(async () => { played = await answers(requests); });

const of = (service) => DEVIATIONS.filter((one) => one.service === service);

const SETS = {
  'rules kept here': (service, deviations = of(service)) => {
    const text = read(rulesOf(service));
    return service === 'anilist' ? new Schema(text) : new OpenApi(JSON.parse(text), deviations);
  },
};
if (existsSync(BESIDE)) {
  SETS['whole contracts'] = (service) => {
    const text = read(join(BESIDE, WHOLE[service]));
    return service === 'anilist' ? new Schema(text) : new OpenApi(openapi(JSON.parse(text)), of(service));
  };
}

// Every check of a service: what was looked at, and what is wrong with it; `undefined` where the contract says nothing.
function* checks(service, contract) {
  const asked = requests.filter((one) => one.service === service).map((request) => ({ request, read: contract.request(request) }));
  for (const { request, read: { problems } } of asked) yield { what: 'request', about: `${request.intent} ${request.body}`, problems };
  for (const { request, status, text } of played.filter((one) => one.request.service === service)) {
    const { read: known } = asked.find((one) => one.request === request);
    if (known.operation) yield { what: 'answer', about: `${request.intent} ${status} ${text}`, problems: contract.answer(known, status, text) };
  }
  const known = service === 'anilist' ? asked.map(({ read: one }) => one) : operationsOf(service);
  for (const { file, status, text } of fixtures(service)) {
    yield { what: 'fixture', about: `${file} ${status}`, problems: fitting(contract, known, status, text, SPOILT[service]?.[file] ?? []) };
  }
}

function fails(service, contract) {
  for (const { problems } of checks(service, contract)) if (problems?.length) return true;
  return false;
}

const said = ({ what, about, problems }) => [`${what} ${about.slice(0, 300)}`, ...problems.slice(0, 8)].join('\n  ');
const operationsOf = (service) => SETS['rules kept here'](service).operations.map((one) => ({ operation: nameOf(one) }));

// A fixture does not say what it answers, so it has to fit one of the operations we use. It may hold no more than is read
// of an answer. Rows that nobody could read are taken out first, and there has to be something wrong with each.
function fitting(contract, known, status, text, rows) {
  const problems = (gone) => {
    const rest = gone.length ? withoutRows(text, gone) : text;
    const tries = known.map((one) => contract.answer(one, status, rest, { loose: true })).filter((one) => one !== undefined);
    return tries.sort((a, b) => distance(a) - distance(b))[0];
  };
  const found = problems(rows);
  if (!found || found.length) return found;
  return rows.filter((row) => !problems(rows.filter((one) => one !== row)).length).map((row) => `nothing is wrong with ${row}`);
}

const distance = (problems) => problems.length + (problems.some((one) => /^answer \d+: must be|^no answer/.test(one)) ? 1000 : 0);

function withoutRows(text, rows) {
  const answer = JSON.parse(text);
  for (const row of rows.toReversed()) {
    const steps = row.split('.');
    const within = steps.slice(0, -1).reduce((at, step) => at[step], answer);
    if (Array.isArray(within)) within.splice(Number(steps.at(-1)), 1);
    else delete within[steps.at(-1)];
  }
  return JSON.stringify(answer);
}

for (const [name, contractOf] of Object.entries(SETS)) {
  describe(name, () => {
    for (const service of SERVICES) {
      test(`${service}: what is sent, what the sandbox answers and the fixtures are as it says`, () => {
        const all = [...checks(service, contractOf(service))];
        const wrong = all.filter(({ problems }) => problems?.length);
        assert.ok(!wrong.length, wrong.map(said).join('\n'));
        const count = (kind) => all.filter(({ what, problems }) => what === kind && problems).length;
        assert.ok(count('request') && count('answer') && count('fixture'));
        const silent = all.filter(({ problems }) => problems === undefined).length;
        console.log(`note: ${name}, ${service}: ${count('request')} requests, ${count('answer')} answers, ${count('fixture')} fixtures; it says nothing of ${silent} more`);
      });

      test(`${service}: twenty wrong ones are found out`, () => {
        assert.equal(WRONG[service].length, 20);
        const contract = contractOf(service);
        const good = played.filter(({ request }) => request.service === service);
        for (const wrong of WRONG[service]) assert.ok(spoil(contract, good, wrong)?.length, JSON.stringify(wrong));
      });
    }
  });
}

describe('deviations', () => {
  for (const [i, deviation] of DEVIATIONS.entries()) {
    const { service, cites, operations } = deviation;
    test(`${i + 1}, ${cites}: each operation needs it`, () => {
      assert.match(cites, new RegExp(`^${service}\\.md §\\d`));
      for (const name of operations) assert.ok(fails(service, SETS['rules kept here'](service, lacking(deviation, name))), `${name} does not`);
    });
  }
});

// Where a whole operation goes, what is said of it goes as well.
function lacking(deviation, name) {
  const goes = (one) => one === deviation || (deviation.like && one.operations.includes(name));
  return of(deviation.service)
    .map((one) => (goes(one) ? { ...one, operations: one.operations.filter((other) => other !== name) } : one));
}

test('the sandbox\'s AniList knows nothing that AniList does not', () => {
  const own = read(here('../sandbox/anilist/schema.graphql'));
  for (const [name, contractOf] of Object.entries(SETS)) assert.deepEqual(contractOf('anilist').beyond(own), [], name);
});

if (SETS['whole contracts']) {
  test('the rules kept here are what the whole contracts come to', () => {
    for (const service of SERVICES) assert.equal(read(rulesOf(service)), reduced(service, BESIDE), service);
  });
}
