// Players elsewhere that count for this person.

import { say, warn } from '../notices.js';
import { Drawn } from '../ui/drawn.jsx';
import { devicesCard } from '../views/devices.js';
import { t } from '../words/index.js';

function make(root) {
  const card = devicesCard({ show: { good: say, error: warn } });
  root.append(card.element);
  card.read();
}

export default function Players() {
  return (
    <>
      <h1>{t('frame.players')}</h1>
      <Drawn class="panel" make={make} />
    </>
  );
}
