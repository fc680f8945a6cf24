// TMDB's answers: data that may be kept for a while, and refusals by number.

import { json } from '../reply.js';

const ERRORS = {
  5: [422, 'Invalid parameters: Your request parameters are incorrect.'],
  7: [401, 'Invalid API key: You must be granted a valid key.'],
  22: [400, 'Invalid page: Pages start at 1 and max at 500. They are expected to be an integer.'],
  25: [429, 'Your request count (51) is over the allowed limit of (50).'],
  27: [400, 'Too many append to response objects: The maximum number of remote calls is 20.'],
  34: [404, 'The resource you requested could not be found.'],
  35: [401, 'Invalid token.'],
  42: [405, 'This request method is not supported for this resource.'],
};

const CORS = { 'access-control-allow-origin': '*', vary: 'accept-encoding, Origin' };

export const ok = (body) => json(200, body, { 'cache-control': 'public, max-age=600', ...CORS });

export function failed(code) {
  const [status, message] = ERRORS[code];
  return json(status, { status_code: code, status_message: message, success: false }, { 'cache-control': 'public, max-age=300', ...CORS });
}

export const notFound = () => failed(34);

// Another shape than all its siblings.
export const unprocessable = (message) => json(422, { errors: [message] }, CORS);
