// How far an import is: where it stands, how quick it is, and how long it will take.

import { useEffect, useRef } from 'preact/hooks';
import { number } from '../../words/format.js';
import { t } from '../../words/index.js';
import { paceOf } from './pace.js';

const MOVING = ['comparing', 'running'];

export function UnderWay({ job: { state, done, total, title } }) {
  const seen = useRef([]);
  const phase = useRef(state);
  if (phase.current !== state) [phase.current, seen.current] = [state, []];
  const last = seen.current.at(-1);
  // It begins anew where it goes back.
  if (last?.done > done) seen.current = [];
  if (last?.done !== done) seen.current = [...seen.current, { at: performance.now(), done }].slice(-50);
  useEffect(() => () => { seen.current = []; }, []);
  const { perSecond, left } = paceOf(seen.current, total);
  const moving = MOVING.includes(state);
  const rows = t('import.rows_of', { done: number(done), total: number(total) });
  return (
    <div class="under-way">
      <div
        class="bar" role="progressbar" aria-label={t('import.rows_done')} aria-valuemin={0} aria-valuemax={total}
        aria-valuenow={done} aria-valuetext={rows}
      >
        <div class="bar-credit" style={{ '--at': `${total > 0 ? (done / total) * 100 : 0}%` }} />
      </div>
      <p class="hint pace">
        <span>{rows}</span>
        {moving && perSecond > 0 && <span>{t('import.per_second', { written: number(Math.round(perSecond)) })}</span>}
        {moving && left !== undefined && <span>{t('import.time_left', { seconds: left })}</span>}
      </p>
      {moving && <p class="hint at">{title || '\u00a0'}</p>}
      {moving && <p class="hint">{t('import.may_leave')}</p>}
    </div>
  );
}
