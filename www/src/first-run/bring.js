// Brings the sample history, as a file that somebody dropped.

import { onNews, refresh } from '../follow.js';
import { hub, refused } from '../hub.js';
import { sampleHistory } from './sample.js';

const NAME = 'sample-history.json';

// Resolves when the import runs; it goes on by itself.
export async function bringSample() {
  const file = new File([sampleHistory(Date.now())], NAME, { type: 'application/json' });
  const { import: { id } } = await hub.bringFile(file, 'playtally');
  await refresh();
  await compared(id);
  await hub.runImport(id);
  await refresh();
}

// Until it is known what is new in it.
function compared(id) {
  return new Promise((resolve, reject) => {
    const look = async () => {
      const { imports } = await hub.imports();
      const job = imports.find((one) => one.id === id);
      if (job?.state === 'comparing') return;
      end();
      if (job?.state === 'ready') resolve();
      else reject(refused({ code: job?.problem_code, detail: job?.problem }));
    };
    const end = onNews(({ type, id: of }) => type === 'import' && of === id && look().catch(reject));
    look().catch(reject);
  });
}
