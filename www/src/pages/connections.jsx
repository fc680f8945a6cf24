// A card for every service.

import { effect } from '@preact/signals';
import { refresh } from '../follow.js';
import { say, warn } from '../notices.js';
import { services, trouble } from '../state.js';
import { Drawn } from '../ui/drawn.jsx';
import { servicesView } from '../views/services.js';
import { t } from '../words/index.js';

function make(root) {
  const view = servicesView(root, { show: { good: say, error: warn }, changed: refresh });
  return effect(() => {
    if (services.value) view.update(services.value);
    else if (trouble.value) view.failed(trouble.value.message);
  });
}

export default function Connections() {
  return (
    <>
      <h1>{t('frame.connections')}</h1>
      <Drawn id="services" class="panel services" make={make} />
    </>
  );
}
