// The anime that AniList and MyAnimeList know: one entry a season, cour or film, numbered from 1.
// `ids.mal` is missing where MyAnimeList has one entry for two of AniList's; `partOf` names that one.

import { add, list } from './catalogue.js';

const anime = (ids, title, more) => ({ type: 'anime', ids, title, format: 'TV', runtime: 24, ...more });

const ITEMS = [
  anime({ anilist: 16498, mal: 16498 }, 'Shingeki no Kyojin', {
    english: 'Attack on Titan', native: '進撃の巨人', synonyms: ['SnK', 'AoT'], episodes: 25, from: '2013-04-07', until: '2013-09-29', next: 20958,
  }),
  anime({ anilist: 20958, mal: 25777 }, 'Shingeki no Kyojin 2', {
    malTitle: 'Shingeki no Kyojin Season 2', english: 'Attack on Titan Season 2', episodes: 12, from: '2017-04-01', until: '2017-06-17', next: 99147,
  }),
  anime({ anilist: 99147, mal: 35760 }, 'Shingeki no Kyojin 3', {
    malTitle: 'Shingeki no Kyojin Season 3', english: 'Attack on Titan Season 3', episodes: 12, from: '2018-07-23', until: '2018-10-15', next: 104578,
  }),
  anime({ anilist: 104578, mal: 38524 }, 'Shingeki no Kyojin 3 Part 2', {
    malTitle: 'Shingeki no Kyojin Season 3 Part 2', english: 'Attack on Titan Season 3 Part 2', episodes: 10, from: '2019-04-29', until: '2019-07-01', next: 110277,
  }),
  anime({ anilist: 110277, mal: 40028 }, 'Shingeki no Kyojin: The Final Season', {
    english: 'Attack on Titan Final Season', episodes: 16, from: '2020-12-07', until: '2021-03-29', next: 131681,
  }),
  anime({ anilist: 131681, mal: 48583 }, 'Shingeki no Kyojin: The Final Season Part 2', {
    english: 'Attack on Titan Final Season Part 2', episodes: 12, from: '2022-01-10', until: '2022-04-04', next: 146984,
  }),
  anime({ anilist: 146984 }, 'Shingeki no Kyojin: The Final Season - Kanketsu-hen Zenpen', {
    english: 'Attack on Titan Final Season THE FINAL CHAPTERS Special 1', format: 'SPECIAL', runtime: 61, episodes: 1, from: '2023-03-04', until: '2023-03-04',
    partOf: 51535, next: 162314,
  }),
  anime({ anilist: 162314 }, 'Shingeki no Kyojin: The Final Season - Kanketsu-hen Kouhen', {
    english: 'Attack on Titan Final Season THE FINAL CHAPTERS Special 2', format: 'SPECIAL', runtime: 85, episodes: 1, from: '2023-11-05', until: '2023-11-05',
    partOf: 51535,
  }),
  anime({ mal: 51535 }, 'Shingeki no Kyojin: The Final Season - Kanketsu-hen', {
    english: 'Attack on Titan: Final Season - The Final Chapters', format: 'SPECIAL', runtime: 72, episodes: 2, from: '2023-03-04', until: '2023-11-05',
  }),
  anime({ anilist: 116589, mal: 41457 }, '86: Eighty Six', {
    malTitle: '86', english: '86 EIGHTY-SIX', native: '86―エイティシックス―', episodes: 11, from: '2021-04-11', until: '2021-06-20', next: 131586,
  }),
  anime({ anilist: 131586, mal: 48569 }, '86: Eighty Six Part 2', {
    malTitle: '86 Part 2', english: '86 EIGHTY-SIX Part 2', native: '86―エイティシックス― 第2クール', episodes: 12, from: '2021-10-03', until: '2022-03-19',
  }),
  anime({ anilist: 21366, mal: 31646 }, '3-gatsu no Lion', {
    english: 'March comes in like a lion', episodes: 22, from: '2016-10-08', until: '2017-03-18', next: 98478,
  }),
  anime({ anilist: 98478, mal: 35180 }, '3-gatsu no Lion 2', {
    malTitle: '3-gatsu no Lion 2nd Season', english: 'March comes in like a lion Season 2', episodes: 22, from: '2017-10-14', until: '2018-03-31',
  }),
  // Long running: nobody knows how many there will be.
  anime({ anilist: 21, mal: 21 }, 'ONE PIECE', {
    malTitle: 'One Piece', english: 'ONE PIECE', native: 'ONE PIECE', synonyms: ['OP'], episodes: null, aired: 1150, from: '1999-10-20',
  }),
  anime({ anilist: 990010, mal: 990010 }, 'Slow Boats', { format: 'TV_SHORT', runtime: 3, episodes: 2, from: '2026-01-04', until: '2026-01-11' }),
  anime({ anilist: 990030, mal: 980030 }, 'Buriki no Tako', {
    english: 'Tin Kites', native: 'ブリキの凧', episodes: 12, from: '2023-01-08', until: '2023-03-26', next: 990031,
  }),
  anime({ anilist: 990031, mal: 980031 }, 'Buriki no Tako 2', {
    malTitle: 'Buriki no Tako Season 2', english: 'Tin Kites Season 2', episodes: 12, from: '2024-01-07', until: '2024-03-24', next: 990032,
  }),
  // Announced for the evening before its first morning.
  anime({ anilist: 990032, mal: 980032 }, 'Buriki no Tako 3', {
    malTitle: 'Buriki no Tako Season 3', english: 'Tin Kites Season 3', episodes: 12, from: '2025-01-04', until: '2025-03-23', next: 990033,
  }),
  anime({ anilist: 990033, mal: 980033 }, 'Buriki no Tako 3 Part 2', {
    malTitle: 'Buriki no Tako Season 3 Part 2', english: 'Tin Kites Season 3 Part 2', episodes: 10, from: '2025-07-06', until: '2025-09-07',
  }),
  anime({ anilist: 990034, mal: 980034 }, 'Buriki no Tako: Kumo no Ue', {
    english: 'Tin Kites: Above All Clouds', format: 'MOVIE', runtime: 98, episodes: 1, from: '2024-08-02', until: '2024-08-02',
  }),
  anime({ anilist: 990020, mal: 990020 }, 'Paper Lanterns', {
    english: 'Paper Lanterns on the Water', synonyms: ['Chouchin'], episodes: 12, from: '2024-04-07', until: '2024-06-23', next: 990021,
  }),
  anime({ anilist: 990021, mal: 990021 }, 'Paper Lanterns: Second Festival', { episodes: null, aired: 4, from: '2026-10-04' }),
  anime({ anilist: 990022, mal: 990022 }, 'Paper Lanterns: The River Film', { format: 'MOVIE', runtime: 104, episodes: 1, from: '2025-08-01', until: '2025-08-01' }),
  anime({ anilist: 990023, mal: 990023 }, 'Lanterns After Dark', { format: 'OVA', episodes: 2, from: '2019-05-01', until: '2019-06-01', adult: true, nsfw: 'black' }),
  anime({ anilist: 990024, mal: 990024 }, 'Lanterns in the Fog', { format: 'ONA', episodes: 6, from: '2020-02-01', until: '2020-03-07', nsfw: 'gray' }),
  // Announced only, and still looked at by MyAnimeList's moderators.
  anime({ anilist: 990025, mal: 990025 }, 'Paper Boats', { episodes: null, pending: true }),
  anime({ anilist: 990026 }, 'Lanterns, Unlisted', { format: 'ONA', episodes: 3, from: '2022-07-01', until: '2022-07-15' }),
];

export function seed(box) {
  for (const item of ITEMS) add(box, item);
}

export const all = (box, service) => list(box, 'anime', service);
export const byId = (box, service, id) => all(box, service).find((item) => item.ids[service] === Number(id));

export const idMal = (item) => item.ids.mal ?? item.partOf ?? null;

const MONTHLY = ['WINTER', 'SPRING', 'SUMMER', 'FALL'];

// Quarters, as both services count them; a date that is no day yet has none.
export function seasonOf({ from }) {
  if (!from) return undefined;
  const [year, month] = from.split('-').map(Number);
  return { year, season: MONTHLY[Math.floor((month - 1) / 3)] };
}

export function statusOf(box, { from, until }) {
  const today = new Date(box.now()).toISOString().slice(0, 10);
  if (!from || from > today) return 'NOT_YET_RELEASED';
  return until && until < today ? 'FINISHED' : 'RELEASING';
}

// Titles one after another, both ways.
export function relations(box, service, item) {
  const others = all(box, service).filter(({ ids }) => ids[service] !== item.ids[service]);
  return others.flatMap((other) => {
    if (item.next !== undefined && item.next === other.ids.anilist) return [{ kind: 'SEQUEL', item: other }];
    if (other.next !== undefined && other.next === item.ids.anilist) return [{ kind: 'PREQUEL', item: other }];
    return [];
  });
}

// Best first: the whole title, then its beginning, then all words somewhere in it.
export function search(items, text) {
  const words = plain(text).split(' ').filter(Boolean);
  if (!words.length) return [];
  const rank = (item) => Math.min(...names(item).map((name) => {
    if (name === plain(text)) return 0;
    if (name.startsWith(plain(text))) return 1;
    return words.every((word) => name.includes(word)) ? 2 : Infinity;
  }));
  return items.map((item) => ({ item, rank: rank(item) }))
    .filter(({ rank }) => rank < Infinity)
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

const names = ({ title, malTitle, english, native, synonyms = [] }) => [title, malTitle, english, native, ...synonyms].filter(Boolean).map(plain);
const plain = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
