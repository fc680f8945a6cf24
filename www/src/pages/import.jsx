// Histories people bring.

import { onNews } from '../follow.js';
import { Drawn } from '../ui/drawn.jsx';
import { importView } from '../views/import.js';
import { t } from '../words/index.js';

function make(root) {
  const view = importView(root);
  view.read();
  return onNews((message) => {
    if (message.type === 'import') view.progress(message);
  });
}

export default function Import() {
  return (
    <>
      <h1>{t('frame.import')}</h1>
      <Drawn id="import" class="panel import" make={make} />
    </>
  );
}
