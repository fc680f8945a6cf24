// How the media files here were made: `node www/media/make.mjs [name…]`, with ffmpeg on the path.
//
// The files are committed, so nobody else needs ffmpeg. Pictures and sound are drawn by the
// modules beside this one; ffmpeg only encodes them.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { HEIGHT, WIDTH } from './draw.mjs';
import { film, locks, tides } from './scenes.mjs';
import { tones } from './tones.mjs';

const FPS = 10;
const CALM = [[60, 64, 67, 71], [57, 60, 64, 67], [65, 69, 72, 76], [55, 59, 62, 67]];
const BRIGHT = [[62, 66, 69, 73], [67, 71, 74, 78], [59, 62, 66, 69], [57, 61, 64, 69]];
const DARK = [[57, 60, 64, 69], [53, 57, 60, 65], [50, 57, 62, 65], [52, 56, 59, 64]];

const FILES = {
  lake: { seconds: 200, paint: film, sound: { seed: 11, beat: 0.6, chords: CALM } },
  locks: { seconds: 75, paint: locks, sound: { seed: 23, beat: 0.5, chords: BRIGHT } },
  tides: { seconds: 75, paint: tides, sound: { seed: 37, beat: 0.7, chords: DARK, water: 0.06 } },
  harbour: { seconds: 72, sound: { seed: 6, beat: 0.36, chords: BRIGHT, water: 0.03 } },
};

const VIDEO = `-c:v libvpx-vp9 -pix_fmt yuv420p -crf 46 -b:v 0 -g ${FPS * 8} -deadline good -cpu-used 2 -row-mt 1`;
const AUDIO = '-c:a libopus -b:a 20k -ac 1';
// Cues at the front: a player that asks by Range can seek after its first answer.
const MUXER = '-map_metadata -1 -fflags +bitexact -flags:a +bitexact -cues_to_front 1 -f webm';

async function make(name, { seconds, paint, sound }) {
  const folder = await mkdtemp(join(tmpdir(), 'media-'));
  const wav = join(folder, 'sound.wav');
  await writeFile(wav, tones({ seconds, ...sound }));
  const picture = paint ? `-f rawvideo -pix_fmt rgb24 -s ${WIDTH}x${HEIGHT} -r ${FPS} -i - ` : '';
  const file = new URL(`${name}.webm`, import.meta.url).pathname;
  const ffmpeg = spawn(
    'ffmpeg',
    ['-y', '-loglevel', 'error', ...picture.split(' ').filter(Boolean), '-i', wav,
      ...(paint ? VIDEO.split(' ') : []), ...AUDIO.split(' '), ...MUXER.split(' '), file],
    { stdio: ['pipe', 'inherit', 'inherit'] },
  );
  const closed = once(ffmpeg, 'close');
  for (let n = 0; paint && n < seconds * FPS; n += 1) {
    if (!ffmpeg.stdin.write(paint(n / FPS, seconds).pixels)) await once(ffmpeg.stdin, 'drain');
  }
  ffmpeg.stdin.end();
  const [code] = await closed;
  await rm(folder, { recursive: true });
  if (code !== 0) throw new Error(`ffmpeg ended with ${code} for ${name}`);
}

const wanted = process.argv.slice(2);
for (const [name, spec] of Object.entries(FILES)) {
  if (wanted.length === 0 || wanted.includes(name)) await make(name, spec);
}
