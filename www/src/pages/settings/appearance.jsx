// Language and palette, both of this browser.

import { signal } from '@preact/signals';
import { language, LANGUAGES, speak, t } from '../../words/index.js';
import { Part } from './part.jsx';

const KEPT = 'playtally-page:theme';
const THEMES = ['system', 'light', 'dark'];
const theme = signal(document.documentElement.dataset.theme ?? 'system');

function paint(wanted) {
  theme.value = wanted;
  if (wanted === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = wanted;
  try {
    if (wanted === 'system') localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, wanted);
  } catch {
    // For as long as the page is open.
  }
}

export function Appearance() {
  return (
    <Part title={t('settings.appearance')} hint={t('settings.this_browser')}>
      <div class="field">
        <label for="language">{t('settings.language')}</label>
        <select id="language" value={language.value} onChange={({ target }) => speak(target.value)}>
          {Object.entries(LANGUAGES).map(([tag, name]) => <option key={tag} value={tag} lang={tag}>{name}</option>)}
        </select>
      </div>
      <fieldset class="choice">
        <legend>{t('settings.theme')}</legend>
        {THEMES.map((one) => (
          <label key={one}>
            <input type="radio" name="theme" value={one} checked={theme.value === one} onChange={() => paint(one)} />
            <span>{t(`settings.theme_${one}`)}</span>
          </label>
        ))}
      </fieldset>
    </Part>
  );
}
