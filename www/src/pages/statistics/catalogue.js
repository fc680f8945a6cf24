// The genres of works, from the catalogue behind the hub; what was asked once is kept while the page is open.

import { detailsOf } from '../../details.js';

// Other questions to the catalogue have room beside these.
const AT_ONCE = 3;
const kept = new Map();

async function answer(work, tongue) {
  const key = JSON.stringify([tongue, work.kind, work.ids]);
  if (!kept.has(key)) {
    const asking = detailsOf(work, `language=${tongue}&fallback=true`).then((known) => known ?? {}, (error) => {
      if (error.code === 'unknown_title') return {};
      kept.delete(key);
      throw error;
    });
    kept.set(key, asking);
  }
  return kept.get(key);
}

// Of each work its genres, none where the catalogue does not know it; and the notice the catalogue wants.
export async function genresOf(works, tongue) {
  const answers = new Array(works.length);
  const left = works.map((work, at) => [work, at]);
  async function run() {
    for (let next = left.shift(); next; next = left.shift()) answers[next[1]] = await answer(next[0], tongue);
  }
  await Promise.all(Array.from({ length: AT_ONCE }, run));
  return { genres: answers.map(({ genres = [] }) => genres), attribution: answers.find((one) => one.attribution)?.attribution };
}
