// What the person chose, and what is kept of them.

import { Drawn } from '../ui/drawn.jsx';
import { recoveryCard } from '../views/recovery.js';
import { t } from '../words/index.js';

function make(root) {
  const card = recoveryCard({ back: () => location.assign('/?again=true') });
  root.append(card.element);
  card.read();
}

export default function Settings() {
  return (
    <>
      <h1>{t('frame.settings')}</h1>
      <Drawn class="panel" make={make} />
    </>
  );
}
