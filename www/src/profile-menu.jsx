// The household in the header: who this page is of, and whom else it can show. Nothing, where there is but one.

import { useId } from 'preact/hooks';
import { show } from './profile.js';
import { person, profiles } from './state.js';
import { Avatar, nameOf } from './ui/avatar.jsx';
import { usePopup } from './ui/popup.js';
import { t } from './words/index.js';

export function ProfileMenu() {
  const { open, setOpen, place } = usePopup();
  const id = useId();
  const now = person.value;
  if (profiles.value.length < 2) return null;
  return (
    <div class="household" ref={place}>
      <button type="button" id="household" class="quiet" aria-expanded={open} aria-controls={id} aria-label={t('profiles.now', { name: nameOf(now) })} onClick={() => setOpen(!open)}>
        <Avatar profile={now} />
      </button>
      <ul id={id} hidden={!open}>
        {profiles.value.map((profile) => (
          <li key={profile.id}>
            <button type="button" aria-current={profile === now ? 'true' : undefined} onClick={() => (profile === now ? setOpen(false) : show(profile.id))}>
              <Avatar profile={profile} />{nameOf(profile)}
            </button>
          </li>
        ))}
        <li><a href="/settings" onClick={() => setOpen(false)}>{t('profiles.manage')}</a></li>
      </ul>
    </div>
  );
}
