// Says what a title really is: the person looks it up and picks; it is remembered for the next time.

import { refresh } from '../../follow.js';
import { change } from '../../change.js';
import { hub } from '../../hub.js';
import { say, warn } from '../../notices.js';
import { Dialog } from '../../ui/dialog.jsx';
import { Search } from '../../ui/search.jsx';
import { TrackForm } from '../../ui/track-form.jsx';
import { about, label } from '../../words/title.js';
import { t } from '../../words/index.js';
import { readCorrections } from './corrections.js';

const AFTER = (error) => warn(error.message);

export async function takeBack(key) {
  await hub.takeBack(key).catch(AFTER);
  await readCorrections().catch(() => {});
  refresh();
}

async function decide(source, work) {
  try {
    const kept = await change('PUT', 'corrections', { source, work });
    const text = t('now.corrected', { title: about(source).title, work: label(work) });
    say(text, { undo: kept && (() => takeBack(kept.key)) });
    await readCorrections();
    refresh();
  } catch (error) {
    AFTER(error);
  }
}

export function WrongTitle({ source, close }) {
  const { title } = about(source);
  const pick = (work) => {
    close();
    decide(source, work);
  };
  return (
    <Dialog title={t('now.what_is', { title })} close={close}>
      <p class="hint">{t(`now.what_is_${source.kind}`)}</p>
      {source.kind === 'track' ? <TrackForm first={source} text={t('now.this_is_it')} take={pick} /> : <Search
        first={title} autoFocus
        actions={({ work }) => (
          <button type="button" aria-label={`${t('now.this_is_it')}: ${label(work)}`} onClick={() => pick(work)}>{t('now.this_is_it')}</button>
        )}
      />}
    </Dialog>
  );
}
