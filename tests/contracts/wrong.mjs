// Spoils one thing of a request or an answer that is right, and asks the contract about it.

// `of` names the operation. `set` puts a value at a place, `drop` takes one away, both in the `part`: `query`, `body`,
// `variables`, `document` (where `set` is a text and what stands in its place) or `answer`.
export function spoil(contract, good, { of, part, set, drop }) {
  for (const { request, status, text } of good) {
    const known = contract.request(request);
    if (known.operation !== of || known.problems.length) continue;
    const spoilt = PARTS[part]({ request, text }, (at) => changed(at, set, drop), set);
    if (!spoilt) continue;
    if (part !== 'answer') return contract.request(spoilt).problems;
    if (contract.answer(known, status, text)?.length !== 0) continue;
    return contract.answer(known, status, spoilt);
  }
  throw new Error(`nothing to spoil: ${of}, ${part}`);
}

const isForm = ({ headers }) => headers.some(([name, value]) => name === 'content-type' && value.includes('form'));
const form = (text) => Object.fromEntries(new URLSearchParams(text));

const PARTS = {
  query({ request }, change) {
    const url = new URL(request.url);
    const query = change(form(url.search));
    url.search = new URLSearchParams(query);
    return { ...request, url: url.href };
  },
  body({ request }, change) {
    const body = change(isForm(request) ? form(request.body) : JSON.parse(request.body));
    return body && { ...request, body: isForm(request) ? String(new URLSearchParams(body)) : JSON.stringify(body) };
  },
  variables({ request }, change) {
    const body = JSON.parse(request.body);
    const variables = change(body.variables ?? {});
    return variables && { ...request, body: JSON.stringify({ ...body, variables }) };
  },
  document({ request }, change, [from, to]) {
    const body = JSON.parse(request.body);
    return body.query.includes(from) && { ...request, body: JSON.stringify({ ...body, query: body.query.replace(from, to) }) };
  },
  answer({ text }, change) {
    const answer = text && change(JSON.parse(text));
    return answer && JSON.stringify(answer);
  },
};

// `undefined` where there is no such place.
function changed(value, set, drop) {
  const steps = (set?.[0] ?? drop).split('.');
  const last = steps.pop();
  const copy = structuredClone(value);
  const at = steps.reduce((within, step) => within?.[step], copy);
  if (at === null || typeof at !== 'object' || (drop && !(last in at))) return undefined;
  if (drop) delete at[last];
  else [, at[last]] = set;
  return copy;
}
