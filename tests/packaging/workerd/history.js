import * as playtally from 'playtally/history';

import { exerciseHistory } from './exercise.mjs';

export default {
  fetch: () => Response.json(exerciseHistory(playtally)),
};
