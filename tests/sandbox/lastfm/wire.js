// How Last.fm writes: one answer as JSON or as the XML it was made from, and refusals by number.

import { json } from '../reply.js';

const CORS = { 'access-control-allow-origin': '*' };

// Number, HTTP status and words. Clients go by the number.
const ERRORS = {
  3: [400, 'Invalid Method - No method with that name in this package'],
  4: [403, 'Authentication Failed - You do not have permissions to access the service'],
  6: [400, 'Invalid parameters - Your request is missing a required parameter'],
  9: [403, 'Invalid session key - Please re-authenticate'],
  10: [403, 'Invalid API key - You must be granted a valid key by last.fm'],
  13: [403, 'Invalid method signature supplied'],
  14: [403, 'Unauthorized Token - This token has not been authorized'],
  15: [403, 'This token has expired'],
  17: [403, 'Login: User required to be logged in'],
};

export class Failure extends Error {
  constructor(code, words, status) {
    super(words ?? ERRORS[code][1]);
    this.code = code;
    this.status = status ?? ERRORS[code][0];
  }
}

export const notFound = (what) => new Failure(6, `${what} not found`, 404);

export function written(format, body) {
  return format === 'json' ? json(200, body, CORS) : xml(200, `<lfm status="ok">${elements(body)}</lfm>`);
}

export function refused(format, { code, status, message }) {
  return format === 'json'
    ? json(status, { error: code, message }, CORS)
    : xml(status, `<lfm status="failed"><error code="${code}">${escape(message)}</error></lfm>`);
}

// A list of one is no list in the JSON that is made from XML.
export const many = (items) => (items.length === 1 ? items[0] : items);

const xml = (status, text) => new Response(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`, {
  status, headers: { 'content-type': 'text/xml; charset=utf-8', ...CORS },
});

const escape = (text) => String(text).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

// The way back: members are children, `@attr` and what stands beside a `#text` are attributes.
function elements(body) {
  return Object.entries(body).filter(([name]) => name !== '@attr')
    .flatMap(([name, value]) => [value].flat().map((one) => element(name, one))).join('');
}

function element(name, value) {
  if (value === null || typeof value !== 'object') return `<${name}>${escape(value)}</${name}>`;
  const { '#text': text, ...others } = value;
  const attributes = Object.entries(text === undefined ? value['@attr'] ?? {} : others)
    .map(([key, one]) => ` ${key}="${escape(one)}"`).join('');
  return `<${name}${attributes}>${text === undefined ? elements(value) : escape(text)}</${name}>`;
}
