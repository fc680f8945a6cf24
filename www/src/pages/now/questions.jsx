// Titles that may be several things: the person says which, and their plays go out.

import { useState } from 'preact/hooks';
import { refresh } from '../../follow.js';
import { hub } from '../../hub.js';
import { say } from '../../notices.js';
import { questions } from '../../state.js';
import { Ask } from '../../ui/ask.jsx';
import { Artwork } from '../../ui/artwork.jsx';
import { about, label } from '../../words/title.js';
import { t } from '../../words/index.js';
import { readCorrections } from './corrections.js';
import { goOnFrom } from './focus.js';
import { WrongTitle } from './wrong-title.jsx';

export function Questions() {
  const { questions: open = [] } = questions.value ?? {};
  if (open.length === 0) return null;
  return (
    <section id="questions" class="panel questions" aria-labelledby="questions-title">
      <h2 id="questions-title" tabIndex={-1}>{t('now.questions')}</h2>
      <ul>{open.map((question) => <Question key={question.key} id={question.key} {...question} />)}</ul>
    </section>
  );
}

function Question({ id: key, source, reasons, candidates }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState();
  const [drops, setDrops] = useState(false);
  const [looks, setLooks] = useState(false);
  const { title, detail } = about(source);

  async function run(action, said) {
    setBusy(true);
    setProblem(undefined);
    try {
      await action();
      say(said);
      await readCorrections();
    } catch (error) {
      setProblem(error.message);
    }
    setBusy(false);
    await refresh();
    goOnFrom('questions-title', 'playing-title');
  }
  const answer = (work) => run(() => hub.correct(source, work), work ? t('now.answered', { title, work: label(work) }) : t('now.answered_as_it_is', { title }));

  return (
    <li class="question" data-key={key} aria-busy={busy}>
      <h3>{title}</h3>
      <p class="hint">{[detail, t(reasons.includes('trailer') ? 'now.why_trailer' : 'now.why')].filter(Boolean).join('. ')}</p>
      {candidates.length > 0 && (
        <ul class="candidates">
          {candidates.map(({ candidate: { work, overview } }) => (
            <li key={JSON.stringify(work)}>
              <button type="button" class="candidate" disabled={busy} onClick={() => answer(work)}>
                <Artwork of={work} />
                <span><b>{about(work).title}</b><span>{about(work).detail}</span>{overview && <span class="overview">{overview}</span>}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <div class="actions">
        <button type="button" disabled={busy} aria-label={`${t('now.look_up')} ${title}`} onClick={() => setLooks(true)}>{t('now.look_up')}</button>
        <button type="button" disabled={busy} aria-label={`${t('now.as_it_is')}: ${title}`} onClick={() => answer()}>{t('now.as_it_is')}</button>
        <button type="button" disabled={busy} aria-label={`${t('now.drop')}: ${title}`} onClick={() => setDrops(true)}>{t('now.drop')}</button>
      </div>
      {problem && <p class="problem" role="alert">{problem}</p>}
      {looks && <WrongTitle source={source} close={() => setLooks(false)} />}
      {drops && (
        <Ask title={t('now.drop_title', { title })} yes={t('now.drop_yes')} act={() => run(() => hub.dropQuestion(key), t('now.dropped', { title }))} close={() => setDrops(false)}>
          <p>{t('now.drop_hint')}</p>
        </Ask>
      )}
    </li>
  );
}
