// One file without a fetch, as a userscript is: bundle it and paste the result.

import { Playtally, isScrobbleError } from 'playtally/inline';

async function follow(video) {
  const playtally = await Playtally.connect({ hub: '/api/v1' });
  playtally.attach(video, { kind: 'movie', title: document.title });
}

follow(document.querySelector('video')).catch(error => {
  console.warn(isScrobbleError(error) ? `${error.code}: ${error.message}` : error);
});
