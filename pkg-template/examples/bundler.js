// For a bundler: a series that goes on by itself, and a line about each fact.

import { Playtally } from 'playtally';

const episode = number => ({
  kind: 'episode', show: { title: 'Slow Boats', ids: { imdb: 'tt99000010' } }, season: 1, number,
});

const video = document.querySelector('video');
const playtally = await Playtally.connect({ hub: '/api/v1' });
playtally.on('fact', fact => {
  document.querySelector('ul').append(Object.assign(document.createElement('li'), {
    textContent: `${fact.type} ${fact.media.number}`,
  }));
});

let number = 1;
const player = playtally.attach(video, episode(number));
video.addEventListener('ended', () => {
  number += 1;
  player.load(episode(number));
  video.play();
});
