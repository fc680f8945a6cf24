// The refusals of MyAnimeList's API, in its own words.

import { html, json, Refusal } from '../reply.js';

const refused = (status, error, message, headers) => new Refusal(json(status, { message, error }, headers));

export const badRequest = (message) => refused(400, 'bad_request', message);
export const forbidden = () => refused(403, 'forbidden', '');
export const notFound = () => refused(404, 'not_found', '');
export const pending = () => refused(400, 'invalid_content', 'The entry is waiting for approval');
export const badToken = () => new Refusal(json(401, { error: 'invalid_token' }, {
  'www-authenticate': 'Bearer error="invalid_token",error_description="The access token expired"',
}));
export const blocked = () => new Refusal(html(403, '<html><head><title>ERROR: The request could not be satisfied</title></head><body>Request blocked.</body></html>'));
