// Whether what the hub is asked and what it answers is as `openapi.json` says, name by name.
import { readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020.js';

export const document = JSON.parse(readFileSync(new URL('../../worker/openapi.json', import.meta.url), 'utf8'));

const ajv = new Ajv({ strict: false, allErrors: true, formats: { 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/ } });
const HUB = 'https://hub.test/openapi.json';
ajv.addSchema({ $id: HUB, components: { schemas: mapped(document.components.schemas, closed) } });
const compiled = new Map();

/** Throws where an answer of the hub, or what was asked for it, is not as the document says. */
export function hold({ method, url, sent, status, type, data }) {
  const { pathname, searchParams } = new URL(url);
  if (!/^\/(api|1)\//.test(pathname)) return;
  const problems = [...found(method, pathname, status, searchParams, sent, type, data)];
  if (problems.length) throw new Error(`openapi.json: ${method} ${pathname} ${status}\n  ${problems.join('\n  ')}`);
}

/** Throws where a message of the live view is not as the document says. */
export function holdLive(message) {
  const problems = wrongs({ $ref: '#/components/schemas/Live' }, message);
  if (problems.length) throw new Error(`openapi.json: live\n  ${problems.join('\n  ')}`);
}

function* found(method, pathname, status, query, sent, type, data) {
  const operation = operationAt(method, pathname);
  // What is not there is refused, and needs no description.
  if (!operation) {
    if (![404, 405].includes(status)) yield 'is not described';
    return;
  }
  const answer = operation.responses[status] ?? document.components.responses[operation.responses.default.$ref.split('/').at(-1)];
  if (!operation.responses[status] && status < 400) yield `answer ${status} is not described`;
  const content = Object.entries(answer.content ?? {})[0];
  if (!content) {
    if (type) yield `answer ${status} should be empty, and is ${type}`;
  } else if (!type.startsWith(content[0].replace('*', ''))) {
    yield `answer ${status} is ${type}, not ${content[0]}`;
  } else if (content[1].schema) {
    yield* wrongs(content[1].schema, data);
  }
  // What was refused may have been wrong on purpose.
  if (status >= 400) return;
  const known = (operation.parameters ?? []).filter((one) => one.in === 'query').map((one) => one.name);
  for (const name of query.keys()) if (![...known, 'profile'].includes(name)) yield `?${name} is not described`;
  const bodies = operation.requestBody?.content;
  if (sent !== undefined && !bodies) yield 'a body is not described';
  // A file is none of ours.
  const body = bodies?.['application/json']?.schema;
  if (sent !== undefined && body) yield* wrongs(body, typeof sent === 'string' ? JSON.parse(sent) : sent);
}

/** What the document says of an address; what is written out goes before what is a place in it. */
function operationAt(method, pathname) {
  const parts = pathname.split('/');
  const places = (path) => path.split('/').filter((part) => part.startsWith('{')).length;
  const fits = Object.keys(document.paths).filter((path) => {
    const pattern = path.split('/');
    return pattern.length === parts.length && pattern.every((part, i) => part.startsWith('{') || part === parts[i]);
  });
  const [path] = fits.sort((a, b) => places(a) - places(b));
  return document.paths[path]?.[method.toLowerCase()];
}

function wrongs(schema, value) {
  const key = JSON.stringify(schema);
  if (!compiled.has(key)) compiled.set(key, ajv.compile(at(closed(schema))));
  const check = compiled.get(key);
  return check(value) ? [] : check.errors.slice(0, 8).map((one) => `${one.instancePath} ${one.message} ${JSON.stringify(one.params)}`);
}

/** The schema with its references into the document, from wherever it stands. */
const at = (schema) => JSON.parse(JSON.stringify(schema).replaceAll('"#/components', `"${HUB}#/components`));

/** The schema, in which an object has no other names than those it lists. */
function closed(schema) {
  if (Array.isArray(schema)) return schema.map(closed);
  if (schema === null || typeof schema !== 'object') return schema;
  if (schema.allOf) return closed(joined(schema.allOf));
  const inside = mapped(schema, closed);
  return schema.properties && schema.additionalProperties === undefined ? { ...inside, properties: mapped(schema.properties, closed), additionalProperties: false } : inside;
}

/** Several objects' names in one. */
function joined(parts) {
  const objects = parts.map((part) => (part.$ref ? document.components.schemas[part.$ref.split('/').at(-1)] : part));
  return {
    type: 'object',
    required: objects.flatMap((one) => one.required ?? []),
    properties: Object.assign({}, ...objects.map((one) => one.properties)),
  };
}

function mapped(object, change) {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
}
