// Makes `rules/` from the services' own contracts: only the operations we use, only shapes, no prose.
// Run as `node tests/contracts/reduce.mjs FOLDER`, where FOLDER holds the whole contracts.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSchema, GraphQLSchema, isEnumType, isInputObjectType, isObjectType, isScalarType, getNamedType, printSchema } from 'graphql';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const LONG = 240;

// What a player, a hub or a history asks of each service; the rest of the contracts is nobody's business here.
const USED = {
  trakt: (path) => /^\/(scrobble|checkin|sync)(\/|$)/.test(path) && !/favorites|up_next|reorder|minimal|\/media$/.test(path)
    || /^\/(search\/\{|users\/settings$|users\/\{id\}\/(watching|stats|history)|users\/\{id\}$)/.test(path),
  myanimelist: (path) => /^\/anime(\/\{|$)|^\/users\/\{user_(id|name)\}(\/animelist)?$/.test(path),
};

const TYPES = [
  'Query', 'Mutation', 'Page', 'PageInfo', 'Media', 'MediaTitle', 'FuzzyDate', 'AiringSchedule', 'MediaExternalLink', 'MediaConnection', 'MediaEdge',
  'MediaCoverImage', 'MediaListCollection', 'MediaListGroup', 'MediaList', 'User', 'UserAvatar', 'UserOptions', 'MediaListOptions', 'MediaListTypeOptions', 'Deleted',
];
const ROOTS = {
  Query: ['Page', 'Media', 'MediaList', 'MediaListCollection', 'User', 'Viewer'],
  Mutation: ['SaveMediaListEntry', 'UpdateMediaListEntries', 'DeleteMediaListEntry'],
};

export function openapi(whole, used = () => true) {
  const operations = Object.entries(whole.paths).filter(([path]) => used(path)).flatMap(([path, of]) => METHODS.filter((method) => of[method])
    .map((method) => operation(whole, method.toUpperCase(), path, of[method], of.parameters ?? [])));
  return { base: whole.servers[0].url, operations };
}

function operation(whole, method, path, of, shared) {
  const parameters = [...shared, ...(of.parameters ?? [])];
  const named = (place) => Object.fromEntries(parameters.filter((one) => one.in === place).map((one) => [one.name, parameter(whole, one)]));
  const [media, { schema } = {}] = Object.entries(of.requestBody?.content ?? {})[0] ?? [];
  const answers = Object.entries(of.responses).map(([status, { content = {} }]) => {
    const described = Object.values(content).find((one) => one.schema);
    return [status, described ? shape(whole, described.schema) : null];
  });
  return {
    method, path, inPath: named('path'), inQuery: named('query'),
    ...(schema && { [media.includes('json') ? 'json' : 'form']: shape(whole, schema) }),
    answers: Object.fromEntries(answers),
  };
}

// A parameter said to be null and nothing else is one the contract's author could not describe.
function parameter(whole, { schema, description }) {
  const { type, ...rest } = shape(whole, { description, ...schema });
  return String(type) === 'null' ? rest : { ...(type && { type }), ...rest };
}

const KEPT = ['enum', 'format', 'minimum', 'maximum', 'minLength', 'maxItems', 'required'];

function shape(whole, { $ref, ...schema }) {
  if ($ref) return shape(whole, $ref.slice(2).split('/').reduce((at, step) => at[step], whole));
  if (schema.allOf) return schema.allOf.map((part) => shape(whole, part)).reduce(joined, {});
  const made = {};
  const types = [schema.type ?? [], schema.nullable ? 'null' : []].flat();
  if (types.length) made.type = types.length === 1 ? types[0] : types;
  for (const word of KEPT) if (schema[word] !== undefined) made[word] = schema[word];
  Object.assign(made, fromProse(schema));
  if (schema.nullable && made.enum) made.enum = [...made.enum, null];
  if (schema.properties) made.properties = Object.fromEntries(Object.entries(schema.properties).map(([name, of]) => [name, shape(whole, of)]));
  if (schema.items) made.items = shape(whole, schema.items);
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices) made.anyOf = choices.map((of) => shape(whole, of));
  if (schema.additionalProperties && typeof schema.additionalProperties === 'object') made.additionalProperties = shape(whole, schema.additionalProperties);
  return made;
}

const joined = (a, b) => ({
  ...a, ...b,
  ...((a.properties || b.properties) && { properties: { ...a.properties, ...b.properties } }),
  ...((a.required || b.required) && { required: [...(a.required ?? []), ...(b.required ?? [])] }),
});

// MyAnimeList writes ranges and choices as text: `0-10`, or a list of words.
function fromProse({ description = '', type, enum: given }) {
  const range = type === 'integer' && /^(\d+)-(\d+)\s*$/.exec(description);
  if (range) return { minimum: Number(range[1]), maximum: Number(range[2]) };
  const words = type === 'string' && !given && [...description.matchAll(/^- (\w+)$/gm)].map(([, word]) => word);
  return words?.length > 1 ? { enum: words } : {};
}

// Shapes that come again are written once.
export function hoisted({ base, operations }) {
  const seen = new Map();
  const count = (node) => {
    if (!node || typeof node !== 'object') return;
    const text = JSON.stringify(node);
    if (!Array.isArray(node) && text.length > LONG) seen.set(text, (seen.get(text) ?? 0) + 1);
    if (seen.get(text) === 1 || Array.isArray(node) || text.length <= LONG) Object.values(node).forEach(count);
  };
  count(operations);
  const names = new Map([...seen].filter(([, times]) => times > 1).map(([text], i) => [text, `shape ${i + 1}`]));
  const write = (node, top) => {
    if (!node || typeof node !== 'object') return node;
    const name = !top && names.get(JSON.stringify(node));
    if (name) return { $ref: name };
    return Array.isArray(node) ? node.map((one) => write(one)) : Object.fromEntries(Object.entries(node).map(([key, value]) => [key, write(value)]));
  };
  const shapes = Object.fromEntries([...names].map(([text, name]) => [name, write(JSON.parse(text), true)]));
  return { base, operations: operations.map((one) => write(one)), shapes };
}

export function graphql(sdl) {
  const config = buildSchema(sdl, { assumeValid: true }).toConfig();
  const known = (type) => !isObjectType(getNamedType(type)) || TYPES.includes(getNamedType(type).name);
  const plain = (type) => isScalarType(type) || isEnumType(type) || isInputObjectType(type) || isObjectType(type);
  for (const type of config.types.filter((one) => TYPES.includes(one.name))) {
    const fields = type.getFields();
    for (const [name, field] of Object.entries(fields)) {
      const wanted = ROOTS[type.name]?.includes(name) ?? (known(field.type) && plain(getNamedType(field.type)) && field.deprecationReason === undefined);
      if (!wanted) delete fields[name];
      delete field.description;
      field.args.forEach((arg) => delete arg.description);
    }
  }
  const reachable = new GraphQLSchema({ query: config.query, mutation: config.mutation });
  return withoutProse(printSchema(reachable));
}

const withoutProse = (sdl) => sdl.replace(/"""[\s\S]*?"""\n?/g, '').replace(/^\s*"[^\n]*"$\n?/gm, '').replace(/^\s+$\n?/gm, '').replace(/\n{2,}/g, '\n');

export const WHOLE = { trakt: 'trakt-openapi.json', myanimelist: 'mal-openapi.json', anilist: 'anilist-schema.graphql' };

export function reduced(service, folder) {
  const text = readFileSync(join(folder, WHOLE[service]), 'utf8');
  return service === 'anilist' ? graphql(text) : `${JSON.stringify(hoisted(openapi(JSON.parse(text), USED[service])), null, 1)}\n`;
}

export const rulesOf = (service) => fileURLToPath(new URL(`rules/${service}.${service === 'anilist' ? 'graphql' : 'json'}`, import.meta.url));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const service of Object.keys(WHOLE)) writeFileSync(rulesOf(service), reduced(service, process.argv[2]));
}
