// The library in numbers and pictures: of one year, or of all time.

import { useLocation } from 'preact-iso';
import { t } from '../words/index.js';
import { Skeleton } from '../ui/skeleton.jsx';
import { AllTime, Year } from './statistics/time.jsx';
import { Artists, Films, Kinds, Ratings, Shows } from './statistics/most.jsx';
import { Empty } from '../ui/empty.jsx';
import { Genres } from './statistics/genres.jsx';
import { Numbers } from './statistics/numbers.jsx';
import { Period } from './statistics/period.jsx';
import { Runs } from './statistics/runs.jsx';
import { ALL, useStats, yearsIn } from './statistics/load.js';
import './statistics.css';


export default function Statistics() {
  const { query } = useLocation();
  const wanted = query.year === ALL || /^\d{4}$/.test(query.year) ? query.year : undefined;
  const { whole, part, year, problem, again } = useStats(wanted);
  const years = whole ? yearsIn(whole) : [];
  return (
    <div class="statistics">
      <div class="page-head">
        <h1>{t('frame.statistics')}</h1>
        {years.length > 0 && <Period years={years} chosen={year} />}
      </div>
      {problem && (
        <p class="problem" role="alert">{problem} <button type="button" onClick={again}>{t('statistics.again')}</button></p>
      )}
      {!whole && !problem && <Waiting />}
      {whole && isEmpty(whole) && <Nothing />}
      {whole && !isEmpty(whole) && !part && !problem && <Waiting />}
      {part && !isEmpty(whole) && <Pictures key={year} year={year} stats={part} whole={whole} />}
    </div>
  );
}

const isEmpty = ({ totals, ratings }) => Object.keys(totals).length === 0 && ratings.every((count) => count === 0);

// As much room as the pictures will take.
const Waiting = () => <div class="waiting"><Skeleton rows={8} /></div>;

function Nothing() {
  return (
    <Empty title={t('statistics.nothing')}>
      <p>{t('statistics.nothing_hint')}</p>
      <div class="actions">
        <a class="button primary" href="/import">{t('statistics.to_import')}</a>
        <a class="button" href="/connections">{t('statistics.to_connections')}</a>
      </div>
    </Empty>
  );
}

function Pictures({ year, stats, whole }) {
  if (Object.keys(stats.totals).length === 0) {
    return (
      <>
        <Empty title={t('statistics.quiet', { year })}><p>{t('statistics.quiet_hint')}</p></Empty>
        <Ratings counts={whole.ratings} />
      </>
    );
  }
  return (
    <>
      <Numbers stats={stats} />
      {year === ALL ? <AllTime stats={stats} /> : <Year year={Number(year)} stats={stats} />}
      <div class="pictures">
        <Kinds stats={stats} />
        <Runs stats={stats} now={whole.streak.current} />
        <Shows stats={stats} />
        <Films stats={stats} />
        <Artists stats={stats} />
        <Genres stats={stats} />
        <Ratings counts={whole.ratings} />
      </div>
    </>
  );
}
