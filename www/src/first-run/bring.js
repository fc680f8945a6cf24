// Brings the sample history, as a file that somebody dropped.

import { refresh } from '../follow.js';
import { hub, refused } from '../hub.js';
import { imports } from '../state.js';
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
    const end = imports.subscribe((all) => {
      const job = all?.find((one) => one.id === id);
      if (!job || job.state === 'comparing') return;
      // It may be so from the beginning.
      queueMicrotask(() => end());
      if (job.state === 'ready') resolve();
      else reject(refused({ code: job.problem_code, detail: job.problem }));
    });
  });
}
