// AniList's contract is a schema: documents are validated, variables coerced, and answers executed against it.

import { buildSchema, execute, findBreakingChanges, getOperationAST, getVariableValues, parse, validate } from 'graphql';

export class Schema {
  constructor(sdl) {
    this.schema = buildSchema(sdl, { assumeValid: true });
    this.base = 'https://graphql.anilist.co';
  }

  request({ url, headers, body }) {
    const { query, variables = {}, operationName, ...others } = JSON.parse(body);
    const document = parse(query);
    const operation = getOperationAST(document, operationName);
    const known = operation.variableDefinitions.map(({ variable }) => variable.name.value);
    const { errors = [] } = getVariableValues(this.schema, operation.variableDefinitions, variables);
    return {
      operation: rootsOf(operation),
      document,
      variables,
      problems: [
        ...(url === `${this.base}/` ? [] : [`not the one address: ${url}`]),
        ...(Object.fromEntries(headers)['content-type']?.startsWith('application/json') ? [] : ['a body that is not said to be JSON']),
        ...Object.keys(others).map((name) => `the body has no ${name}`),
        ...validate(this.schema, document).map(({ message }) => message),
        ...errors.map(({ message }) => message),
        ...Object.entries(variables).flatMap(([name, value]) => [
          ...(known.includes(name) ? [] : [`no variable ${name}`]),
          ...(value === null ? [`${name} is null instead of left out`] : []),
        ]),
      ],
    };
  }

  // Plays the answer as if the schema had given it; what it would not have given in that way is a mistake.
  answer({ document, variables }, status, text) {
    const { data, errors = [], ...others } = JSON.parse(text);
    const problems = Object.keys(others).map((name) => `an answer has no ${name}`);
    for (const error of errors) if (typeof error.message !== 'string' || typeof error.status !== 'number') problems.push('an error without message and status');
    if (data === null || data === undefined) return errors.length ? problems : [...problems, 'neither data nor errors'];
    const asked = getOperationAST(document).selectionSet.selections.map(({ alias, name }) => (alias ?? name).value);
    if (!asked.some((name) => name in data)) return ['no answer to this document'];
    const played = execute({
      schema: this.schema, document, rootValue: data, variableValues: variables, fieldResolver: (source, args, context, { path }) => source?.[path.key],
    });
    problems.push(...(played.errors ?? []).map(({ message, path }) => `${path?.join('.')}: ${message}`));
    const again = played.data ?? null;
    if (!same(again, data)) problems.push(`not what the document asks for: ${first(again, data)}`);
    return problems;
  }

  // Where another schema says something that this one does not: types, fields and arguments, each as here.
  beyond(sdl) {
    return findBreakingChanges(buildSchema(sdl), this.schema).filter(({ type }) => !type.startsWith('DIRECTIVE')).map(({ description }) => description);
  }
}

const rootsOf = ({ operation, selectionSet }) => `${operation} ${selectionSet.selections.map(({ name }) => name.value).join(' ')}`;

const isObject = (value) => value !== null && typeof value === 'object';
const keysOf = (a, b) => [...new Set([...Object.keys(a), ...Object.keys(b)])];

function same(a, b) {
  if (!isObject(a) || !isObject(b)) return Object.is(a, b);
  return keysOf(a, b).every((key) => key in a && key in b && same(a[key], b[key]));
}

function first(a, b, path = '') {
  if (!isObject(a) || !isObject(b)) return path;
  const key = keysOf(a, b).find((name) => !(name in a && name in b && same(a[name], b[name])));
  return key in a && key in b ? first(a[key], b[key], `${path}.${key}`) : `${path}.${key} ${key in a ? 'is missing' : 'is not asked for'}`;
}
