// When a play counts at each service, and how much a sync may remove without asking.

import { useState } from 'preact/hooks';
import { refresh } from '../../follow.js';
import { connected, services, trouble } from '../../state.js';
import { Skeleton } from '../../ui/skeleton.jsx';
import { t } from '../../words/index.js';
import { asSaid, set } from '../connections/settings.js';
import { Part } from './part.jsx';

export function Plays() {
  const rows = connected.value.filter(({ kinds }) => kinds.length > 0).map(asSaid);
  return (
    <Part id="plays" title={t('settings.plays')} hint={t('settings.plays_hint')}>
      {services.value === undefined && (trouble.value ? <Missing /> : <Skeleton rows={2} />)}
      {services.value && rows.length === 0 && <p class="hint">{t('settings.plays_none')} <a href="/connections">{t('settings.to_connections')}</a></p>}
      {rows.map((service) => <Service key={service.service} of={service} />)}
    </Part>
  );
}

function Missing() {
  return (
    <>
      <p class="problem" role="alert">{trouble.value.message}</p>
      <div class="actions"><button type="button" onClick={refresh}>{t('settings.plays_again')}</button></div>
    </>
  );
}

function Service({ of: service }) {
  const { service: id, name, rule, delete_budget: budget, reads } = service;
  const [said, setSaid] = useState();
  const video = rule?.type === 'video';

  async function save(changes) {
    try {
      const answer = await set(id, changes);
      setSaid({ text: t(answer?.clamped.length > 0 ? 'settings.clamped' : 'settings.saved') });
    } catch (error) {
      setSaid({ text: error.message, bad: true });
    }
  }

  const figure = (label, value, limits, changed) => (
    <label class="limit">
      <span>{label}</span>
      <input
        type="number" inputMode="numeric" key={value} defaultValue={value} {...limits} required aria-label={`${name}: ${label}`}
        onChange={({ target }) => Number.isFinite(target.valueAsNumber) && changed(target.valueAsNumber)}
      />
    </label>
  );

  return (
    <div class="service-plays" data-service={id}>
      <h3>{name}</h3>
      <div class="limits">
        {video && figure(t('settings.counts_at'), rule.percent, { min: 1, max: 95 }, (percent) => save({ video_threshold: percent }))}
        {reads.length > 0 && figure(t('settings.budget_most'), budget.most, { min: 0, max: 100_000 }, (most) => save({ delete_budget: { ...budget, most } }))}
        {reads.length > 0 && figure(t('settings.budget_percent'), budget.percent, { min: 0, max: 100 }, (percent) => save({ delete_budget: { ...budget, percent } }))}
      </div>
      <p class={said?.bad ? 'problem' : 'hint said'} role="status">{said?.text}</p>
    </div>
  );
}
