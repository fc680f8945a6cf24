import * as playtally from 'playtally/full';

import { exercise } from './exercise.mjs';

export default {
  fetch: () => Response.json(exercise(playtally)),
};
