// What a sync would change now, here and there, before anything does.

import { useEffect, useState } from 'preact/hooks';
import { hub } from '../../hub.js';
import { Dialog } from '../../ui/dialog.jsx';
import { reasonOf } from '../../ui/reason.jsx';
import { Skeleton } from '../../ui/skeleton.jsx';
import { t } from '../../words/index.js';
import { explain } from './service.js';

const SHOWN = 20;

export function Preview({ service, close }) {
  const [answer, setAnswer] = useState();
  useEffect(() => {
    hub.trySync(service.service).then(setAnswer, (error) => setAnswer({ problem: explain(error, service) }));
  }, []);
  return (
    <Dialog title={`${service.name}: ${t('connections.preview')}`} close={close}>
      {!answer && <Skeleton rows={2} />}
      {answer?.problem && <p class="problem" role="alert">{answer.problem}</p>}
      {answer?.push && <Changes answer={answer} name={service.name} />}
      <div class="actions"><button type="button" onClick={close}>{t('connections.close')}</button></div>
    </Dialog>
  );
}

function Changes({ answer: { push, pull, to_push: there, to_pull: here, stopped }, name }) {
  return (
    <>
      <p role="status">{here + there === 0 ? t('connections.preview_none') : t('connections.preview_counts', { pull: here, push: there })}</p>
      {stopped && <p class="problem">{reasonOf(stopped, name)}</p>}
      <Part title={t('connections.preview_here')} changes={pull} count={here} />
      <Part title={t('connections.preview_there')} changes={push} count={there} />
    </>
  );
}

function Part({ title, changes, count }) {
  if (count === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul class="changes">
        {changes.slice(0, SHOWN).map((change, at) => <li key={at}>{change.title} <span class="hint">{t(`connections.change_${change.what}`)}</span></li>)}
      </ul>
      {count > SHOWN && <p class="hint">{t('connections.preview_more', { count: count - Math.min(SHOWN, changes.length) })}</p>}
    </section>
  );
}
