// When something was watched: now, on the day it came out, at a moment, or nobody knows.

import { useId, useState } from 'preact/hooks';
import { t } from '../../words/index.js';
import { fieldOf } from './when.js';

const CHOICES = ['now', 'released', 'moment', 'undated'];

export function useMoment() {
  const [choice, setChoice] = useState('now');
  const [text, setText] = useState(fieldOf(Date.now()));
  return {
    choice, setChoice, text, setText,
    // As `POST history` wants it; now is said, so that a mark made offline keeps its time.
    said: () => ({ watched_at: { now: () => new Date().toISOString(), moment: () => new Date(text).toISOString() }[choice]?.() ?? choice }),
  };
}

// `unreleased`: nobody knows the day it came out.
export function Moment({ moment, unreleased }) {
  const name = useId();
  return (
    <fieldset class="moment">
      <legend>{t('history.when')}</legend>
      {CHOICES.filter((choice) => !unreleased || choice !== 'released').map((choice) => (
        <label key={choice} class="tick">
          <input type="radio" name={name} value={choice} checked={moment.choice === choice} onChange={() => moment.setChoice(choice)} />
          <span>{t(`history.when_${choice}`)}</span>
        </label>
      ))}
      {moment.choice === 'moment' && (
        <input
          type="datetime-local" required aria-label={t('history.when_moment')} value={moment.text} max={fieldOf(Date.now())}
          onInput={({ target }) => moment.setText(target.value)}
        />
      )}
    </fieldset>
  );
}
