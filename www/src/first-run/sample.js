// A history to try everything with: 20,000 plays of six years, as a playtally export. The same last day, the same file.

const PLAYS = 20_000;
const DAY = 86_400_000;
const YEARS = 6;

const FILMS = [
  ['The Matrix', 1999, 603], ['Inception', 2010, 27205], ['Fight Club', 1999, 550], ['Star Wars', 1977, 11], ['The Thing', 1982, 1091],
  ['Batman Begins', 2005, 272], ['Maleficent', 2014, 102651], ['Guardians of the Galaxy', 2014, 118340],
  ['The Long Way Round the Lake', 2026, 99000001],
].map(([title, year, tmdb]) => ({ kind: 'movie', title, year, ids: { tmdb } }));

// Invented, so that a list of what somebody watched is long: two words make a title.
const FIRST = ['Amber', 'Borrowed', 'Crooked', 'Distant', 'Electric', 'Frozen', 'Gentle', 'Hollow', 'Iron', 'Last', 'Midnight', 'Northern', 'Paper', 'Quiet', 'Scarlet', 'Slow', 'Tangled', 'Velvet', 'Wandering', 'Winter'];
const SECOND = ['Harbour', 'Orchard', 'Signal', 'Garden', 'Station', 'Mountain', 'Letters', 'Machine', 'River', 'Promise', 'Kingdom', 'Morning', 'Lighthouse', 'Theatre', 'Horizon', 'Island', 'Stranger', 'Road', 'Season', 'Empire'];
const NAMES = ['Ada Quill', 'The Ferrymen', 'Mira Holt', 'Paper Lanterns', 'Juno Vale', 'The Low Tide', 'Oskar Brandt', 'Nightbus', 'Sato & Reyes', 'Kestrel', 'Halcyon Choir', 'The Demo Ensemble'];

const invented = (at) => `${FIRST[at % FIRST.length]} ${SECOND[Math.floor(at / FIRST.length + at * 7) % SECOND.length]}`;

// `seasons` of `episodes` each; anime counts them on.
const SHOWS = [
  { title: 'Breaking Bad', year: 2008, ids: { tmdb: 1396, tvdb: 81189 }, seasons: 5, episodes: 12 },
  ...Array.from({ length: 46 }, (_, at) => ({
    title: `${invented(at * 3 + 1)}${at % 4 === 3 ? ' no Hana' : ''}`, year: 2004 + (at % 21), ids: {}, seasons: 1 + (at % 6), episodes: at % 4 === 3 ? 12 : 8 + (at % 5) * 2,
  })),
];

// Numbers that look like chance, the same every time.
function dice(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const episodesOf = ({ seasons, episodes, ...show }) => Array.from({ length: seasons * episodes }, (_, at) => ({
  kind: 'episode', show, season: 1 + Math.floor(at / episodes), number: 1 + (at % episodes), ids: {},
}));

function* works(roll) {
  const films = [...FILMS, ...Array.from({ length: 240 }, (_, at) => ({ kind: 'movie', title: invented(at * 11 + 5), year: 1960 + ((at * 7) % 66), ids: {} }))];
  const shows = SHOWS.map(episodesOf);
  const tracks = Array.from({ length: 900 }, (_, at) => ({
    kind: 'track', title: invented(at * 13 + 2), artist: NAMES[Math.floor((at * at) / 900) % NAMES.length], album: invented(Math.floor(at / 9) * 5), ids: {},
  }));
  // A show is watched on from where it was left, and begun again when it is through.
  const places = shows.map(() => 0);
  for (;;) {
    const sort = roll(100);
    if (sort < 45) {
      // An evening with an album: what is liked is heard more.
      const from = roll(30) * roll(30);
      for (let at = 0; at <= roll(8); at += 1) yield tracks[(from + at) % tracks.length];
    } else if (sort < 92) {
      const show = Math.floor((roll(7) * roll(SHOWS.length)) / 6) % SHOWS.length;
      for (let at = 0; at <= roll(4); at += 1) {
        yield shows[show][places[show] % shows[show].length];
        places[show] += 1;
      }
    } else {
      yield films[Math.floor((roll(16) * roll(films.length)) / 15) % films.length];
    }
  }
}

const MINUTE = 60_000;
const LENGTH = { movie: 118, episode: 44, track: 4 };

// When each of these is over, the last the evening before `now`: some in an evening, and now and then none.
function evenings(seen, now, roll) {
  const each = Math.ceil(PLAYS / (YEARS * 365.25));
  const moments = [];
  let at = Math.floor(now / DAY) * DAY - 60 * MINUTE;
  let left = each;
  for (const work of seen.toReversed()) {
    moments.push(at);
    at -= (LENGTH[work.kind] + roll(6)) * MINUTE;
    left -= 1;
    if (left > 0) continue;
    left = each + roll(7) - 3;
    at = Math.floor(at / DAY - (roll(8) === 0 ? 1 : 0)) * DAY - roll(150) * MINUTE;
  }
  return moments.toReversed();
}

// Whoever rates does not rate everything.
const RATED_OF = { track: 9, movie: 2, episode: 2 };

// `now` is a Unix time in milliseconds.
export function sampleHistory(now) {
  const roll = dice(20_260_101);
  const source = works(roll);
  const seen = Array.from({ length: PLAYS }, () => source.next().value);
  const moments = evenings(seen, now, roll);
  const ratings = new Map();
  const plays = seen.map((work, nth) => {
    const at = moments[nth];
    const of = work.kind === 'episode' ? { kind: 'show', ...work.show } : work;
    const key = `${of.kind} ${of.title} ${of.artist}`;
    if (!ratings.has(key)) {
      const wanted = ratings.size % RATED_OF[work.kind] === 0;
      ratings.set(key, wanted && { listing: 'ratings', work: of, at, rating: 30 + 10 * Math.min(roll(8), roll(8) + 2) });
    }
    return { listing: 'history', work, at };
  });
  const rows = [...plays, ...[...ratings.values()].filter(Boolean)];
  return JSON.stringify({ playtally: 1, exportedAt: new Date(moments.at(-1)).toISOString(), rows });
}
