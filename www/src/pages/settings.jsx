// What the person chose, what is kept of them, and the way out.

import './settings.css';
import { begin } from '../first-run.jsx';
import { t } from '../words/index.js';
import { Appearance } from './settings/appearance.jsx';
import { Leave } from './settings/leave.jsx';
import { Plays } from './settings/plays.jsx';
import { Profiles } from './settings/profiles.jsx';
import { Recovery } from './settings/recovery.jsx';
import { Stored } from './settings/stored.jsx';
import { TimeZone } from './settings/time-zone.jsx';

export default function Settings() {
  return (
    <div class="settings-page">
      <h1>{t('frame.settings')}</h1>
      <Appearance />
      <TimeZone />
      <Plays />
      <Profiles />
      <Stored />
      <Recovery />
      <Leave />
      <p><a href="/" onClick={begin}>{t('first_run.again')}</a></p>
    </div>
  );
}
