// The whole page takes a file that is dropped on it, and says so while one is held over it.

import { useEffect, useState } from 'preact/hooks';
import { Icon } from '../../ui/icon.jsx';
import { t } from '../../words/index.js';

const isFile = ({ dataTransfer }) => dataTransfer?.types.includes('Files');

export function DropTarget({ take }) {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const listen = new AbortController();
    const on = (event, heard) => addEventListener(event, (told) => {
      if (!isFile(told)) return;
      told.preventDefault();
      heard(told);
    }, { signal: listen.signal });
    on('dragenter', () => setOver(true));
    on('dragover', () => {});
    // Only when the page itself is left, not one of its parts.
    on('dragleave', ({ relatedTarget }) => { if (!relatedTarget) setOver(false); });
    on('drop', ({ dataTransfer }) => {
      setOver(false);
      if (dataTransfer.files[0]) take(dataTransfer.files[0]);
    });
    return () => listen.abort();
  }, []);
  return over && <div class="drop-over" aria-hidden="true"><p><Icon name="import" size={40} />{t('import.drop_now')}</p></div>;
}
