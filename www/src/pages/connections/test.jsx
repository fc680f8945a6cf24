// Asks the service whether it answers, and whom it knows.

import { hub } from '../../hub.js';
import { say } from '../../notices.js';
import { t } from '../../words/index.js';

export function Test({ service: { service: id, name }, action }) {
  async function test() {
    const { username: who } = await hub.profile(id);
    say(t(who ? 'connections.knows_you' : 'connections.answers', { name, who }));
  }
  return <button type="button" aria-label={t('connections.test_of', { name })} onClick={() => action.run(test)}>{t('connections.test')}</button>;
}
