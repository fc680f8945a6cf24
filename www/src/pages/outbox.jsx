// Where each play went.

import { effect } from '@preact/signals';
import { refresh } from '../follow.js';
import { hub } from '../hub.js';
import { warn } from '../notices.js';
import { nameOf, outbox, services, trouble } from '../state.js';
import { Drawn } from '../ui/drawn.jsx';
import { outboxView } from '../views/outbox.js';
import { t } from '../words/index.js';

async function attempt(action) {
  try {
    await action();
  } catch (error) {
    warn(error.message);
  }
  refresh();
}

function make(root) {
  const view = outboxView(root, {
    nameOf,
    onRetry: (id) => attempt(() => hub.retry(id)),
    onDrop: (id) => {
      if (confirm('Drop this play? It will not be sent to this service.')) attempt(() => hub.drop(id));
    },
    onSignIn: () => { location.assign('/connections'); },
  });
  return effect(() => {
    void services.value;
    if (outbox.value) view.update(outbox.value);
    else if (trouble.value) view.failed(trouble.value.message);
  });
}

export default function Outbox() {
  return (
    <>
      <h1>{t('frame.outbox')}</h1>
      <Drawn id="outbox" class="panel outbox" make={make} />
    </>
  );
}
