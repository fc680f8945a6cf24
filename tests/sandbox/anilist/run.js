// Runs a GraphQL document and says what went wrong the way AniList does: a message, a status and a place.

import { buildSchema, execute, GraphQLError, parse, validate } from 'graphql';
import sdl from './schema.graphql';

const SCHEMA = buildSchema(sdl);
const MOST_COMPLEX = 500;

// A refusal from inside a field; `validation` names the arguments that were wrong.
export class Refused extends Error {
  constructor(status, message, validation) {
    super(message);
    Object.assign(this, { status, validation });
  }
}

export const notFound = () => new Refused(404, 'Not Found.');
export const unauthorized = () => new Refused(401, 'Unauthorized.');
export const invalid = (argument, sentence) => new Refused(400, 'validation', { [argument]: [sentence] });

// The status and the body. Every field is answered at once, so that a call stays one transaction.
export function run(root, context, { query, variables, operationName }) {
  let document;
  try {
    document = parse(String(query ?? ''));
  } catch (error) {
    return failed([error]);
  }
  const mistakes = validate(SCHEMA, document);
  if (mistakes.length) return failed(mistakes);
  const complexity = weigh(document);
  if (complexity > MOST_COMPLEX) return failed([new GraphQLError(`Max query complexity should be ${MOST_COMPLEX} but got ${complexity}.`)]);

  const { data = null, errors } = execute({
    schema: SCHEMA, document, rootValue: root, contextValue: context, variableValues: variables ?? {}, operationName,
  });
  return errors ? failed(errors, data) : { status: 200, body: { data } };
}

function failed(mistakes, data = null) {
  const errors = mistakes.map(written);
  return { status: errors[0].status, body: { errors, data } };
}

function written({ message, locations, originalError }) {
  const places = locations ?? [{ line: 1, column: 1 }];
  if (originalError instanceof Refused) {
    const { status, validation } = originalError;
    return { message, status, locations: places, ...(validation && { validation }) };
  }
  if (originalError && !(originalError instanceof GraphQLError)) throw originalError;
  return { message, status: 400, locations: places };
}

// One for each field. The true weights are not known; those that are come out near enough this way.
function weigh({ definitions }) {
  const fragments = new Map(definitions.filter(({ kind }) => kind === 'FragmentDefinition').map((one) => [one.name.value, one]));
  const count = ({ selectionSet }) => (selectionSet?.selections ?? []).reduce((sum, node) => {
    if (node.kind === 'FragmentSpread') return sum + count(fragments.get(node.name.value));
    return sum + count(node) + (node.kind === 'Field' ? 1 : 0);
  }, 0);
  return definitions.filter(({ kind }) => kind === 'OperationDefinition').reduce((sum, one) => sum + count(one), 0);
}
