// The sound: slow plucked notes over a chord, with a little water behind them; a WAV in memory.

export const RATE = 24000;

const hertz = (note) => 440 * 2 ** ((note - 69) / 12);

// Numbers that look random and are the same each time.
function dice(seed) {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

export function tones({ seconds, seed, beat, chords, water = 0.02 }) {
  const roll = dice(seed);
  const sound = new Float32Array(Math.round(seconds * RATE));

  const pluck = (start, note, loud, decay) => {
    const from = Math.round(start * RATE);
    const turn = (2 * Math.PI * hertz(note)) / RATE;
    const end = Math.min(sound.length, from + Math.round(decay * 4 * RATE));
    for (let i = from; i < end; i += 1) {
      const t = (i - from) / RATE;
      const shape = Math.min(1, t / 0.02) * Math.exp(-t / decay) * loud;
      sound[i] += shape * (Math.sin(turn * (i - from)) + 0.25 * Math.sin(2 * turn * (i - from)));
    }
  };

  const beats = Math.floor(seconds / beat) - 3;
  for (let n = 0; n < beats; n += 1) {
    const chord = chords[Math.floor(n / 8) % chords.length];
    if (n % 8 === 0) chord.forEach((note, i) => pluck(n * beat + i * 0.03, note - 12, 0.1, beat * 3));
    if (n % 2 === 0 || roll() < 0.45) {
      const note = chord[Math.floor(roll() * chord.length)] + (roll() < 0.3 ? 12 : 0);
      pluck(n * beat, note, 0.08 + roll() * 0.05, 0.5 + roll() * 0.6);
    }
  }

  let low = 0;
  for (let i = 0; i < sound.length; i += 1) {
    low += (roll() * 2 - 1 - low) * 0.06;
    sound[i] += low * water * (1.4 + Math.sin((i / RATE) * 0.8));
    sound[i] *= Math.min(1, i / RATE, (sound.length - i) / RATE / 2);
  }
  return wav(sound);
}

function wav(sound) {
  const file = Buffer.alloc(44 + sound.length * 2);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + sound.length * 2, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(RATE, 24);
  file.writeUInt32LE(RATE * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(sound.length * 2, 40);
  sound.forEach((v, i) => {
    file.writeInt16LE(Math.round(Math.max(-1, Math.min(1, v)) * 32000), 44 + i * 2);
  });
  return file;
}
