// Histories people bring: from a file, or from an account.

import { useRef, useState } from 'preact/hooks';
import { refresh } from '../follow.js';
import { imports, trouble } from '../state.js';
import { Empty } from '../ui/empty.jsx';
import { useQuery } from '../ui/query.js';
import { Skeleton } from '../ui/skeleton.jsx';
import { t } from '../words/index.js';
import { Bring } from './import/bring.jsx';
import { DropTarget } from './import/drop.jsx';
import { Formats } from './import/formats.jsx';
import { Job } from './import/job.jsx';
import './import.css';

export default function Import() {
  const [query, setQuery] = useQuery();
  const dropped = useRef();
  const [unread, setUnread] = useState(false);
  return (
    <>
      <h1>{t('frame.import')}</h1>
      <section id="import" class="import">
        <Bring take={dropped} brought={(id) => { setUnread(false); setQuery({ job: id, rows: undefined }); }} refused={() => setUnread(true)} />
        <Formats open={unread} />
        <Jobs opened={query.job} sort={query.rows} go={setQuery} />
      </section>
      <DropTarget take={(file) => dropped.current(file)} />
    </>
  );
}

function Jobs({ opened, sort, go }) {
  if (!imports.value) return trouble.value ? <Unreachable /> : <Skeleton rows={2} />;
  if (imports.value.length === 0) {
    return (
      <Empty title={t('import.none')}>
        <p>{t('import.none_hint')}</p>
        <button type="button" class="primary" onClick={() => document.getElementById('import-file').click()}>{t('import.choose_first')}</button>
      </Empty>
    );
  }
  return (
    <section aria-label={t('import.yours')}>
      <h2>{t('import.yours')}</h2>
      <ul class="jobs">
        {imports.value.map((job) => (
          <li key={job.id}><Job job={job} opened={opened === job.id} sort={opened === job.id ? sort : undefined} go={go} /></li>
        ))}
      </ul>
    </section>
  );
}

function Unreachable() {
  return (
    <div class="empty" role="alert">
      <p class="problem">{trouble.value.message}</p>
      <button type="button" onClick={refresh}>{t('import.again')}</button>
    </div>
  );
}
