// What the person thinks of what plays: stars, and a heart for music.

import { Icon } from '../../ui/icon.jsx';
import { tracker } from '../../tracker.js';
import { Stars } from '../../ui/stars.jsx';
import { about } from '../../words/title.js';
import { t } from '../../words/index.js';
import { love, rate, useKnown } from './known.js';

export function Opinion({ media }) {
  const { rating, loved = false } = useKnown(media);
  const { title } = about(media);
  // The package knows under which name the hub keeps it.
  const early = !tracker.value;
  return (
    <div class="opinion">
      <Stars rating={rating} of={title} disabled={early} rate={(wanted) => rate(media, wanted)} />
      {media.kind === 'track' && (
        <button type="button" class="quiet love" disabled={early} aria-pressed={loved} aria-label={t('now.love', { title })} onClick={() => love(media, !loved)}>
          <Icon name="heart" />
        </button>
      )}
    </div>
  );
}
