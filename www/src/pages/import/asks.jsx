// What a file does not say, and only the person knows.

import { date } from '../../words/format.js';
import { t } from '../../words/index.js';

const POLICIES = ['undated', 'released', 'marked', 'today'];

export function Asks({ job: { id, asks }, answer }) {
  function submit(event) {
    event.preventDefault();
    const said = Object.fromEntries(new FormData(event.target));
    if (said.dates) said.dates = said.dates === 'today' ? { policy: 'on', day: today() } : { policy: said.dates };
    answer(said);
  }
  return (
    <form class="asks" onSubmit={submit}>
      {asks.day_order && <Choice id={id} name="dayOrder" text={t('import.which_day', { said: asks.day_order })} options={orders(asks.day_order)} />}
      {asks.date_policy && <Choice id={id} name="dates" text={t('import.no_date')} options={POLICIES.map((value) => [value, t(`import.date_${value}`)])} />}
      {asks.person.length > 0 && <Choice id={id} name="person" text={t('import.whose')} options={asks.person.map((name) => [name, name])} />}
      <div class="actions"><button class="primary">{t('import.go_on')}</button></div>
    </form>
  );
}

function Choice({ id, name, text, options }) {
  return (
    <fieldset>
      <legend>{text}</legend>
      {options.map(([value, label]) => (
        <label key={value} class="tick"><input type="radio" name={name} value={value} required id={`${name}-${value}-${id}`} />{label}</label>
      ))}
    </fieldset>
  );
}

// Both days that three numbers may be.
function orders(said) {
  const [one, two, year] = said.split(/\D+/).map(Number);
  const full = year < 100 ? year + (year < 70 ? 2000 : 1900) : year;
  const day = (number, month) => date(Date.UTC(full, month - 1, number), { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
  return [['dayFirst', day(one, two)], ['monthFirst', day(two, one)]];
}

function today(now = new Date()) {
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
}
