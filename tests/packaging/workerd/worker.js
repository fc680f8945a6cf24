import * as playtally from 'playtally';

import { exercise } from './exercise.mjs';

export default {
  async fetch() {
    await playtally.init();
    return Response.json(exercise(playtally));
  },
};
