// Who the token belongs to. Nobody else can be asked for.

import { isoSeconds } from '../box.js';
import { json } from '../reply.js';
import { parse, pick } from './fields.js';
import * as list from './list.js';
import { badRequest, forbidden } from './problems.js';
import * as users from './users.js';

export const routes = [['GET', '/v2/users/:name', profile]];

const ALWAYS = ['id', 'name', 'picture', 'gender', 'birthday', 'location', 'joined_at'];

function profile(box, call, { name }) {
  if (name !== '@me') throw badRequest('invalid user name');
  if (!call.user) throw forbidden();
  const { id, joined_at: joined } = users.find(box, call.user);
  return json(200, pick({
    id, name: call.user, location: '', joined_at: isoSeconds(joined).replace('Z', '+00:00'), anime_statistics: statistics(box, call.user),
  }, ALWAYS, parse(call.query.get('fields'))));
}

function statistics(box, user) {
  const rows = list.state(box).filter((row) => row.user === user);
  const counts = list.STATUSES.map((status) => [`num_items_${status}`, rows.filter((row) => list.shelf(row) === status).length]);
  const scored = rows.filter(({ score }) => score > 0);
  return {
    ...Object.fromEntries(counts),
    num_items: rows.length,
    num_episodes: rows.reduce((sum, row) => sum + row.num_episodes_watched, 0),
    num_times_rewatched: rows.reduce((sum, row) => sum + row.num_times_rewatched, 0),
    mean_score: scored.length ? scored.reduce((sum, { score }) => sum + score, 0) / scored.length : 0,
  };
}
