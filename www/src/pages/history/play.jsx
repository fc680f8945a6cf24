// One play: what it is, where it came from and went, and what can be done with it.

import { useEffect, useState } from 'preact/hooks';
import { hub } from '../../hub.js';
import { Artwork } from '../../ui/artwork.jsx';
import { Dialog } from '../../ui/dialog.jsx';
import { Icon } from '../../ui/icon.jsx';
import { Search } from '../../ui/search.jsx';
import { Skeleton } from '../../ui/skeleton.jsx';
import { TrackForm } from '../../ui/track-form.jsx';
import { t } from '../../words/index.js';
import { about, label } from '../../words/title.js';
import { Arrivals } from './arrivals.jsx';
import { Episodes } from './episodes.jsx';
import { correct, remove } from './marks.js';
import { Said, seriesOf } from './said.jsx';
import { fieldOf, whenOf } from './when.js';

export function PlayDialog({ id, list, show, close }) {
  const [play, setPlay] = useState(() => list.shown.peek()?.rows.find((it) => it?.id === id));
  const [problem, setProblem] = useState();
  // look, time or title
  const [mode, setMode] = useState('look');

  useEffect(() => {
    let gone = false;
    hub.call('GET', `history?id=${encodeURIComponent(id)}`).then(({ plays }) => {
      if (gone) return;
      if (plays.length > 0) setPlay(plays[0]);
      else setProblem(t('history.no_such_play'));
    }, (error) => { if (!gone) setProblem(error.message); });
    return () => { gone = true; };
  }, [id]);

  async function change(what) {
    const next = await correct(list, play, what);
    if (next) show(next);
    else close();
  }

  return (
    <Dialog title={play ? label(play.work) : t('history.play')} close={close}>
      {!play && (problem ? <p class="problem" role="alert">{problem}</p> : <Skeleton rows={2} />)}
      {play && mode === 'look' && (
        <>
          <Head play={play} />
          <Words work={play.work} />
          <Arrivals of={play} />
          <div class="actions">
            <button type="button" onClick={() => setMode('time')}>{t('history.correct_time')}</button>
            <button type="button" onClick={() => setMode('title')}>{t('history.correct_title')}</button>
            <button type="button" class="danger" onClick={() => { close(); remove(list, [play]); }}><Icon name="trash" size={18} />{t('history.remove_everywhere')}</button>
          </div>
        </>
      )}
      {mode === 'time' && <Time play={play} done={change} back={() => setMode('look')} />}
      {mode === 'title' && <Title play={play} done={change} back={() => setMode('look')} />}
    </Dialog>
  );
}

function Head({ play }) {
  return (
    <div class="chosen">
      <Artwork of={play.work} />
      <p>
        {about(play.work).detail}<br />
        <span class="hint">{whenOf(play)}{play.rewatch && ` · ${t('history.rewatch')}`}</span>
      </p>
    </div>
  );
}

// Of an episode it may be the episode that is meant, or its series.
function Words({ work }) {
  const series = seriesOf(work);
  const [whole, setWhole] = useState(false);
  return (
    <section class="words-of" aria-labelledby="you-say">
      <h3 id="you-say">{t('history.you_say')}</h3>
      {series && (
        <div class="actions">
          <button type="button" class="toggle" aria-pressed={!whole} onClick={() => setWhole(false)}>{t('history.this_episode')}</button>
          <button type="button" class="toggle" aria-pressed={whole} onClick={() => setWhole(true)}>{t('history.whole_series')}</button>
        </div>
      )}
      <Said key={whole} of={whole ? series : work} />
    </section>
  );
}

// Runs a correction; what the hub says against it stands beside it.
function useDoing(done) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState();
  const run = async (what) => {
    setBusy(true);
    setProblem(undefined);
    await done(what).catch((error) => {
      setProblem(error.message);
      setBusy(false);
    });
  };
  return { run, busy, problem: problem && <p class="problem" role="alert">{problem}</p> };
}

function Time({ play, done, back }) {
  const [text, setText] = useState(fieldOf(play.watched_at ?? Date.now()));
  const { run, busy, problem } = useDoing(done);
  return (
    <form class="stack" onSubmit={(event) => { event.preventDefault(); run({ watched_at: new Date(text).toISOString() }); }}>
      <label class="field">
        {t('history.when_moment')}
        <input type="datetime-local" required value={text} max={fieldOf(Date.now())} onInput={({ target }) => setText(target.value)} />
      </label>
      <p class="hint">{t('history.told_anew')}</p>
      {problem}
      <div class="actions">
        <button class="primary" disabled={busy}>{t('history.save')}</button>
        <button type="button" onClick={back}>{t('history.back')}</button>
      </div>
    </form>
  );
}

function Title({ play, done, back }) {
  const [show, setShow] = useState();
  const { run, busy, problem } = useDoing(done);
  const { work } = play;
  const pick = (found) => (found.kind === 'show' ? setShow(found) : run({ work: found }));
  return (
    <div class="stack" aria-busy={busy}>
      <p class="hint">{t('history.told_anew')}</p>
      {problem}
      {work.kind === 'track' && <TrackForm first={work} text={t('history.save')} take={(track) => run({ work: track })} />}
      {show && <Episodes show={show} choose={([episode]) => run({ work: episode })} one />}
      {work.kind !== 'track' && !show && (
        <Search
          first={work.show?.title ?? work.title} autoFocus
          actions={({ work: found }) => (
            <button type="button" class="small" disabled={busy} aria-label={t('history.choose_title', { title: label(found) })} onClick={() => pick(found)}>{t('history.choose')}</button>
          )}
        />
      )}
      <div class="actions"><button type="button" onClick={show ? () => setShow(undefined) : back}>{t('history.back')}</button></div>
    </div>
  );
}
