// How an account is kept in step: which way, how often, what is asked before, and what is copied from elsewhere.

import { useEffect, useId, useState } from 'preact/hooks';
import { connected } from '../../state.js';
import { has, t } from '../../words/index.js';
import { isTold } from './service.js';
import { set } from './settings.js';
import { Problem, useSetting } from './use-action.jsx';

const HOUR = 60;
const INTERVALS = [15, 30, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR];

export function Tuning({ service }) {
  return (
    <div class="tuning">
      {isTold(service) && <Direction service={service} />}
      <Interval service={service} />
      {isTold(service) && <Budget service={service} />}
      {isTold(service) && <Mirror service={service} />}
    </div>
  );
}

function Choice({ service, label, value, options, save }) {
  const id = useId();
  const { problem, run } = useSetting(service);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={({ target }) => run(() => save(target.value))}>
        {options.map(([one, text]) => <option key={one} value={one}>{text}</option>)}
      </select>
      <Problem text={problem} />
    </div>
  );
}

function Direction({ service }) {
  const options = [['both', t('connections.both_ways')], ['here', t('connections.only_here')]];
  return (
    <Choice
      service={service} label={t('connections.direction')} value={service.bidirectional ? 'both' : 'here'} options={options}
      save={(way) => set(service.service, { bidirectional: way === 'both' })}
    />
  );
}

function spell(minutes) {
  if (minutes === HOUR) return t('connections.every_hour');
  if (minutes === 24 * HOUR) return t('connections.every_day');
  if (minutes % HOUR === 0) return t('connections.every_hours', { count: minutes / HOUR });
  return t('connections.every_minutes', { count: minutes });
}

function Interval({ service }) {
  const now = service.interval ?? HOUR;
  const all = [...new Set([...INTERVALS, now])].sort((a, b) => a - b);
  return (
    <Choice
      service={service} label={t('connections.interval')} value={now} options={all.map((minutes) => [minutes, spell(minutes)])}
      save={(minutes) => set(service.service, { interval: Number(minutes) === HOUR ? null : Number(minutes) })}
    />
  );
}

function Budget({ service }) {
  const { service: id, delete_budget: budget } = service;
  const { problem, run } = useSetting(service);
  const figure = (name, label, max) => (
    <input
      type="number" inputMode="numeric" min="0" max={max} required aria-label={label} key={budget[name]} defaultValue={budget[name]}
      onChange={({ target }) => target.checkValidity() && run(() => set(id, { delete_budget: { ...budget, [name]: target.valueAsNumber } }))}
    />
  );
  return (
    <fieldset class="budget">
      <legend>{t('connections.budget')}</legend>
      {figure('most', t('connections.budget_most'), 100_000)}
      <span>{t('connections.budget_or')}</span>
      {figure('percent', t('connections.budget_percent'), 100)}
      <span>{t('connections.budget_of')}</span>
      <Problem text={problem} />
    </fieldset>
  );
}

// What others say may be copied, for each of them apart; the hub answers with what they say of that.
function Mirror({ service }) {
  const { service: id, name, mirror } = service;
  const { problem, run } = useSetting(service);
  const [rules, setRules] = useState([]);
  const others = connected.value.filter((other) => other.service !== id && other.reads.length > 0);

  const save = (from) => run(async () => {
    const answer = await set(id, { mirror: from });
    if (answer) setRules(answer.rules);
  });
  useEffect(() => {
    // The rules come with the answer to the setting alone.
    if (mirror.length > 0) save(mirror);
  }, []);

  if (others.length === 0) return null;
  return (
    <fieldset class="mirror">
      <legend>{t('connections.mirror', { name })}</legend>
      <p class="hint">{t('connections.mirror_hint')}</p>
      <div class="ticks">
        {others.map(({ service: from, name: of }) => (
          <label class="tick" key={from}>
            <input
              type="checkbox" checked={mirror.includes(from)}
              onChange={({ target }) => save(target.checked ? [...mirror, from] : mirror.filter((one) => one !== from))}
            />
            {t('connections.mirror_from', { from: of })}
          </label>
        ))}
      </div>
      <div role="status">
        {mirror.length > 0 && rules.length > 0 && (
          <ul class="mirror-rules" aria-label={t('connections.mirror_rules')}>{rules.map(({ service: of, rule }) => <li key={of}>{told(of, rule)}</li>)}</ul>
        )}
      </div>
      <Problem text={problem} />
    </fieldset>
  );
}

const told = (of, rule) => (has(`connections.rule_${of}`) ? t(`connections.rule_${of}`) : rule);
