// A contract of operations and shapes: which operation a request is, and whether request and answer are as it says.

import Ajv from 'ajv';

const FORMATS = {
  'date-time': /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/,
  date: /^\d{4}(-\d{2}(-\d{2})?)?$/,
  uri: /^https?:\/\/\S+$/,
};

const ajv = new Ajv({ strict: false, allErrors: true, formats: { ...FORMATS, int64: true, int32: true, float: true, double: true } });
const fromText = new Ajv({ strict: false, allErrors: true, coerceTypes: true, formats: FORMATS });

export const nameOf = ({ method, path }) => `${method} ${path}`;

export class OpenApi {
  // `rules` as `reduce.mjs` writes them, `deviations` as the list beside it holds them.
  constructor({ base, operations, shapes = {} }, deviations = []) {
    this.base = base;
    this.operations = operations.map((one) => unfolded(one, shapes));
    for (const deviation of deviations) this.change(deviation);
    this.compiled = new Map();
  }

  change({ operations, part, at = '', allow, like }) {
    for (const name of operations) {
      if (like) {
        const [method, path] = name.split(' ');
        this.operations.push({ ...structuredClone(this.named(like)), method, path });
        continue;
      }
      const operation = this.named(name);
      if (part === 'query') Object.assign(operation.inQuery, allow);
      else if (part === 'path') Object.assign(operation.inPath, allow);
      else if (part === 'answers') for (const [status, as] of Object.entries(allow)) operation.answers[status] = structuredClone(operation.answers[as] ?? as);
      else alter(operation, part, at.split('.').filter(Boolean), allow, `${name}, ${part}, ${at}`);
    }
  }

  named(name) {
    const found = this.operations.find((one) => nameOf(one) === name);
    if (!found) throw new Error(`the contract has no ${name}`);
    return found;
  }

  // What is written out in a path goes before what is a place in it.
  find(method, url) {
    if (!url.startsWith(`${this.base}/`)) return undefined;
    const parts = new URL(url).pathname.slice(new URL(this.base).pathname.replace(/\/$/, '').length).split('/');
    const fits = this.operations.filter((one) => one.method === method).flatMap((operation) => {
      const pattern = operation.path.split('/');
      const same = pattern.length === parts.length && pattern.every((name, i) => name.startsWith('{') || name === parts[i]);
      return same ? [{ operation, places: pattern.filter((name) => name.startsWith('{')).length, given: given(pattern, parts) }] : [];
    });
    return fits.sort((a, b) => a.places - b.places)[0];
  }

  request({ method, url, headers, body }) {
    const found = this.find(method, url);
    if (!found) return { problems: [`no such operation: ${method} ${url.split('?')[0]}`] };
    const { operation } = found;
    const query = Object.fromEntries(new URL(url).searchParams);
    const problems = [
      ...this.texts(operation, 'inPath', found.given),
      ...this.texts(operation, 'inQuery', query),
      ...this.body(operation, Object.fromEntries(headers)['content-type'], body),
    ];
    return { operation: nameOf(operation), problems };
  }

  texts(operation, part, values) {
    const problems = [];
    for (const [name, value] of Object.entries(values)) {
      const shape = operation[part][name];
      if (!shape) problems.push(`${part} has no ${name}`);
      else problems.push(...this.check(operation, `${part} ${name}`, shape, { value }, fromText));
    }
    return problems;
  }

  body(operation, type = '', body) {
    const kind = operation.json ? 'json' : operation.form ? 'form' : undefined;
    if (!kind) return body ? ['a body where none belongs'] : [];
    if (kind === 'form') {
      if (!type.startsWith('application/x-www-form-urlencoded')) return [`a form sent as ${type}`];
      return this.texts({ ...operation, form: operation.form.properties }, 'form', Object.fromEntries(new URLSearchParams(body)));
    }
    const read = parsed(body);
    return type.startsWith('application/json') && read ? this.check(operation, 'json', operation.json, read) : ['a body that is no JSON'];
  }

  // `undefined` where the contract says nothing of that status. What is `loose` may leave anything out, or have it null.
  answer({ operation: name }, status, text, { loose = false } = {}) {
    const operation = this.named(name);
    const shape = operation.answers[status];
    if (shape === undefined) return status < 400 ? [`no answer ${status} is described`] : undefined;
    if (shape === null || status === 204) return ['', 'null', '[]'].includes(text) ? [] : ['a body where none belongs'];
    const read = parsed(text);
    return read ? this.check(operation, `answer ${status}`, shape, read, ajv, loose) : ['an answer that is no JSON'];
  }

  check(operation, part, shape, { value }, by = ajv, loose = false) {
    const key = `${nameOf(operation)} ${part} ${loose}`;
    if (!this.compiled.has(key)) this.compiled.set(key, validator(by, { type: 'object', properties: { value: strict(shape, loose) } }));
    const validate = this.compiled.get(key);
    return validate({ value }) ? [] : validate.errors.map(({ instancePath, message, params }) => `${part}${instancePath.slice('/value'.length)}: ${message} ${JSON.stringify(params)}`);
  }
}

// Compiled once, however many contracts share the shape.
const validators = new Map([[ajv, new Map()], [fromText, new Map()]]);
function validator(by, schema) {
  const text = JSON.stringify(schema);
  const known = validators.get(by);
  if (!known.has(text)) known.set(text, by.compile(schema));
  return known.get(text);
}

const given = (pattern, parts) => Object.fromEntries(pattern.flatMap((name, i) => (name.startsWith('{') ? [[name.slice(1, -1), decodeURIComponent(parts[i])]] : [])));

function parsed(text) {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function unfolded(node, shapes) {
  if (!node || typeof node !== 'object') return node;
  if (node.$ref) return unfolded(shapes[node.$ref], shapes);
  return Array.isArray(node) ? node.map((one) => unfolded(one, shapes)) : Object.fromEntries(Object.entries(node).map(([key, value]) => [key, unfolded(value, shapes)]));
}

// Properties that are not named are mistakes.
function strict(shape, loose) {
  const { required, ...made } = shape;
  if (!loose && required) made.required = required;
  if (loose && made.type) made.type = [...new Set([made.type, 'null'].flat())];
  if (loose && made.enum) made.enum = [...new Set([...made.enum, null])];
  if (shape.properties) {
    made.properties = Object.fromEntries(Object.entries(shape.properties).map(([name, of]) => [name, strict(of, loose)]));
    made.additionalProperties ??= false;
  }
  if (shape.items) made.items = strict(shape.items, loose);
  if (shape.anyOf) made.anyOf = shape.anyOf.map((one) => strict(one, loose));
  return made;
}

// Allows more at one place: `properties` beside those there, `optional` ones among those required, `types`, or `choice`,
// a whole shape beside the one there. `*` stands for the rows of a list; every choice on the way is followed.
function alter(operation, part, path, allow, where) {
  const [kind, status] = part.split(' ');
  const whole = kind === 'answer' ? operation.answers[status] : operation[kind];
  const places = path.reduce((at, step) => at.flatMap((shape) => below(shape, step)), branches(whole));
  if (!places.length) throw new Error(`a deviation leads nowhere: ${where}`);
  for (const shape of new Set(places)) {
    if (allow.properties) shape.properties = { ...shape.properties, ...allow.properties };
    if (allow.optional) shape.required = (shape.required ?? []).filter((name) => !allow.optional.includes(name));
    if (allow.types) shape.type = [shape.type ?? [], allow.types].flat();
    if (allow.types && shape.enum) shape.enum = [...shape.enum, null];
    if (allow.choice) {
      const old = { ...shape };
      for (const key of Object.keys(shape)) delete shape[key];
      shape.anyOf = [old, allow.choice];
    }
  }
}

const branches = (shape) => (shape?.anyOf ? shape.anyOf.flatMap(branches) : [shape].filter(Boolean));
const below = (shape, step) => branches(step === '*' ? shape.items : shape.properties?.[step]);
