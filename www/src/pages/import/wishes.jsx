// What is to come of a file as a whole: which of its lists, by which clock, and on which days.

import { useEffect, useState } from 'preact/hooks';
import { number } from '../../words/format.js';
import { t } from '../../words/index.js';
import { timeZone } from './zone.js';

export function Wishes({ job, wish }) {
  return (
    <div class="wishes">
      <Zone />
      {job.listings.length > 1 && <Listings job={job} wish={wish} />}
      {job.binges > 0 && <Binges job={job} wish={wish} />}
    </div>
  );
}

function Zone() {
  const [lost, setLost] = useState(false);
  useEffect(() => {
    if (!timeZone.name.value) timeZone.ask().catch(() => setLost(true));
  }, []);
  if (lost) return null;
  return (
    <p class="hint zone">
      {timeZone.name.value && <>{t('import.zone', { name: timeZone.name.value.replaceAll('_', ' ') })} <a href="/settings">{t('import.change')}</a></>}
    </p>
  );
}

function Listings({ job: { id, listings }, wish }) {
  const wanted = listings.filter((it) => it.wanted).map(({ listing }) => listing);
  const without = (listing) => wanted.filter((other) => other !== listing);
  return (
    <fieldset>
      <legend>{t('import.wanted')}</legend>
      <div class="ticks">
        {listings.map(({ listing, rows, wanted: checked }) => (
          <label key={listing} class="tick">
            <input
              type="checkbox" id={`wants-${listing}-${id}`} checked={checked}
              onChange={() => wish({ listings: checked ? without(listing) : [...wanted, listing] })}
            />
            {t(`import.listing_${listing}`)} ({number(rows)})
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Binges({ job: { id, binges, as_aired: asAired }, wish }) {
  const option = (value, text) => (
    <label class="tick"><input type="radio" name={`aired-${id}`} checked={asAired === value} onChange={() => wish({ as_aired: value })} />{text}</label>
  );
  return (
    <fieldset>
      <legend>{t('import.binges', { count: binges, written: number(binges) })}</legend>
      {option(true, t('import.as_aired'))}
      {option(false, t('import.as_marked'))}
    </fieldset>
  );
}
