// A play that nobody told of: found by its title, marked by hand.

import { useState } from 'preact/hooks';
import { Artwork } from '../../ui/artwork.jsx';
import { Dialog } from '../../ui/dialog.jsx';
import { Search } from '../../ui/search.jsx';
import { TrackForm } from '../../ui/track-form.jsx';
import { t } from '../../words/index.js';
import { about, label } from '../../words/title.js';
import { Episodes } from './episodes.jsx';
import { mark } from './marks.js';
import { Moment, useMoment } from './moment.jsx';

export function Add({ list, close }) {
  const [work, setWork] = useState();
  const [problem, setProblem] = useState();
  const [busy, setBusy] = useState(false);
  const moment = useMoment();

  async function add(works) {
    setBusy(true);
    setProblem(undefined);
    try {
      await mark(list, works, moment.said());
      close();
    } catch (error) {
      setProblem(error.message);
      setBusy(false);
    }
  }

  const foot = (count) => (
    <>
      <Moment moment={moment} unreleased={work.kind === 'track'} />
      {problem && <p class="problem" role="alert">{problem}</p>}
      <div class="actions">
        <button class="primary" disabled={busy || count === 0}>{t([`history.mark_${work.kind}`, 'history.mark'], { count })}</button>
        <button type="button" onClick={() => setWork(undefined)}>{t('history.back')}</button>
      </div>
    </>
  );

  return (
    <Dialog title={t('history.add')} close={close}>
      {!work && <What take={setWork} />}
      {work && <Chosen work={work} />}
      {['movie', 'track'].includes(work?.kind) && <form class="stack" onSubmit={(event) => { event.preventDefault(); add([work]); }}>{foot(1)}</form>}
      {work?.kind === 'show' && <Episodes show={work} choose={add}>{foot}</Episodes>}
    </Dialog>
  );
}

// Films and series are looked up; of music it is said what it was.
function What({ take }) {
  const [music, setMusic] = useState(false);
  return (
    <>
      <div class="actions">
        <button type="button" class="toggle" aria-pressed={!music} onClick={() => setMusic(false)}>{t('history.add_screen')}</button>
        <button type="button" class="toggle" aria-pressed={music} onClick={() => setMusic(true)}>{t('history.add_music')}</button>
      </div>
      {music ? <TrackForm text={t('history.choose')} take={take} /> : (
        <Search
          autoFocus
          actions={({ work: found }) => (
            <button type="button" class="small" aria-label={t('history.choose_title', { title: label(found) })} onClick={() => take(found)}>{t('history.choose')}</button>
          )}
        />
      )}
    </>
  );
}

function Chosen({ work }) {
  const { title, detail } = about(work);
  return (
    <div class="chosen">
      <Artwork of={work} />
      <p><b>{title}</b><br /><span class="hint">{detail}</span></p>
    </div>
  );
}
