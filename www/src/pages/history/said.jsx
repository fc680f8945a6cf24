// What the person says of a work: stars, lists, where they stand. Shown at once, taken back where it is refused.

import { useEffect, useState } from 'preact/hooks';
import { change } from '../../change.js';
import { hub } from '../../hub.js';
import { Icon } from '../../ui/icon.jsx';
import { Stars } from '../../ui/stars.jsx';
import { t } from '../../words/index.js';
import { label } from '../../words/title.js';

export const STATUSES = ['planned', 'current', 'paused', 'dropped', 'completed', 'repeating'];
const MEMBERS = { ratings: 'ratings', status: 'statuses' };

const sameIds = (one = {}, other = {}) => Object.keys(one).some((name) => one[name] === other[name]);
const sameTitle = (one, other) => one.title && one.title === other.title && (one.artist ?? one.year) === (other.artist ?? other.year);
const isOne = (one, other) => one.kind === other.kind && (one.show
  ? one.number === other.number && one.season === other.season && (sameIds(one.show.ids, other.show.ids) || sameTitle(one.show, other.show))
  : sameIds(one.ids, other.ids) || sameTitle(one, other));

// The series of an episode.
export const seriesOf = (work) => work.show && { kind: 'show', ...work.show };

async function find(path, work) {
  const words = work.show?.title ?? work.title;
  const query = new URLSearchParams({ kind: work.kind, ...(words && { q: words }), limit: 1000 });
  const answer = await hub.call('GET', `${path}?${query}`);
  return answer[MEMBERS[path] ?? 'items'].find((entry) => isOne(entry.work, work));
}

// What the hub has of it under one address; `set(next, …)` changes it.
function useWord(path, work, read) {
  const [value, setValue] = useState();
  const [problem, setProblem] = useState();
  useEffect(() => {
    let gone = false;
    find(path, work).then((found) => { if (!gone) setValue(read(found)); }, (error) => { if (!gone) setProblem(error.message); });
    return () => { gone = true; };
  }, [JSON.stringify(work)]);
  async function set(next, [method, body]) {
    setProblem(undefined);
    const show = () => {
      setValue(next);
      return () => setValue(value);
    };
    await change(method, path, body, { show }).catch((error) => setProblem(error.message));
  }
  return { value, problem, set };
}

export function Said({ of: work }) {
  const lists = work.kind === 'track' ? ['loved'] : ['watchlist', 'collection'];
  return (
    <div class="word-rows">
      <Rating of={work} />
      <div class="actions">{lists.map((name) => <Listed key={name} name={name} of={work} />)}</div>
      {['movie', 'show', 'book'].includes(work.kind) && <Standing of={work} />}
    </div>
  );
}

const Problem = ({ text }) => text && <p class="problem" role="alert">{text}</p>;

function Rating({ of: work }) {
  const { value, problem, set } = useWord('ratings', work, (found) => found?.rating ?? 0);
  return (
    <div>
      <div class="rating">
        <Stars
          of={label(work)} rating={value} disabled={value === undefined}
          rate={(rating) => set(rating ?? 0, rating ? ['PUT', { ratings: [{ work, rating }] }] : ['DELETE', { works: [work] }])}
        />
        {value > 0 && <button type="button" class="small" onClick={() => set(0, ['DELETE', { works: [work] }])}>{t('history.unrate')}</button>}
      </div>
      <Problem text={problem} />
    </div>
  );
}

const SIGNS = { watchlist: 'list', collection: 'check', loved: 'heart' };

function Listed({ name, of: work }) {
  const { value, problem, set } = useWord(name, work, Boolean);
  return (
    <div>
      <button
        type="button" class="toggle" aria-pressed={value ?? false} disabled={value === undefined}
        onClick={() => set(!value, [value ? 'DELETE' : 'POST', { works: [work] }])}
      >
        <Icon name={SIGNS[name]} size={18} />{t(`history.${name}`)}
      </button>
      <Problem text={problem} />
    </div>
  );
}

function Standing({ of: work }) {
  const { value, problem, set } = useWord('status', work, (found) => found?.status ?? '');
  return (
    <label class="field">
      {t('history.status')}
      <select
        value={value ?? ''} disabled={value === undefined}
        onChange={({ target: { value: status } }) => set(status, status ? ['PUT', { statuses: [{ work, status }] }] : ['DELETE', { works: [work] }])}
      >
        <option value="">{t('history.no_status')}</option>
        {STATUSES.map((status) => <option key={status} value={status}>{t(`history.status_${status}`)}</option>)}
      </select>
      <Problem text={problem} />
    </label>
  );
}
