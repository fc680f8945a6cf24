// The people of the household: one more, what each is called and looks like, who is meant where nobody is named, and an end.

import { useState } from 'preact/hooks';
import { hub } from '../../hub.js';
import { say } from '../../notices.js';
import { show } from '../../profile.js';
import { person, profiles } from '../../state.js';
import { AVATARS, Avatar, nameOf } from '../../ui/avatar.jsx';
import { Dialog } from '../../ui/dialog.jsx';
import { Switch } from '../../ui/switch.jsx';
import { t } from '../../words/index.js';
import { Part } from './part.jsx';

const MOST = 10;

export function Profiles() {
  const [open, setOpen] = useState();
  const several = profiles.value.length > 1;
  const close = () => setOpen(undefined);

  async function changed() {
    profiles.value = (await hub.profiles()).profiles;
    close();
  }

  return (
    <Part id="profiles" title={t('profiles.title')} hint={t('profiles.hint')}>
      <ul class="profile-list">
        {profiles.value.map((profile) => (
          <li key={profile.id}>
            <Avatar profile={profile} />
            <p>
              {nameOf(profile)}
              <span class="hint">{[several && profile === person.value && t('profiles.here'), several && profile.default && t('profiles.is_default')].filter(Boolean).join(' · ')}</span>
            </p>
            <div class="actions">
              <button type="button" aria-label={t('profiles.edit_one', { name: nameOf(profile) })} onClick={() => setOpen({ profile })}>{t('profiles.edit')}</button>
              {several && (
                <button type="button" aria-label={t('profiles.remove_one', { name: nameOf(profile) })} onClick={() => setOpen({ gone: profile })}>{t('profiles.remove')}</button>
              )}
            </div>
          </li>
        ))}
      </ul>
      <div class="actions">
        <button type="button" id="add-profile" disabled={profiles.value.length >= MOST} onClick={() => setOpen({})}>{t('profiles.add')}</button>
      </div>
      {open?.gone && <Remove profile={open.gone} done={changed} close={close} />}
      {open && !open.gone && <Edit profile={open.profile} done={changed} close={close} />}
    </Part>
  );
}

// Does something at the hub, and says what went wrong.
function useTask(task) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState();
  async function run(event) {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      await task();
    } catch (error) {
      setProblem(error.message);
      setBusy(false);
    }
  }
  return { busy, run, said: problem && <p class="problem" role="alert">{problem}</p> };
}

function Edit({ profile, done, close }) {
  const [name, setName] = useState(profile?.name ?? '');
  const [avatar, setAvatar] = useState(profile?.avatar ?? AVATARS.find((one) => !profiles.value.some((other) => other.avatar === one)) ?? AVATARS[0]);
  const [first, setFirst] = useState(profile?.default ?? false);
  const { busy, run, said } = useTask(async () => {
    const about = { name, avatar, ...(first && { default: true }) };
    if (profile) await hub.changeProfile(profile.id, about);
    else await hub.newProfile(about);
    await done();
    if (!profile) say(t('profiles.added', { name }));
  });
  return (
    <Dialog title={profile ? t('profiles.edit_one', { name: nameOf(profile) }) : t('profiles.add')} close={close}>
      <form class="stack" onSubmit={run}>
        <label for="profile-name">{t('profiles.name')}</label>
        <input id="profile-name" required maxLength={40} autocomplete="off" value={name} onInput={({ currentTarget }) => setName(currentTarget.value)} />
        <fieldset class="choice avatars">
          <legend>{t('profiles.avatar')}</legend>
          {AVATARS.map((one) => (
            <label key={one}>
              <input type="radio" name="avatar" value={one} aria-label={t(`profiles.${one}`)} checked={avatar === one} onChange={() => setAvatar(one)} />
              <Avatar profile={{ name: name.trim() || '·', avatar: one }} />
            </label>
          ))}
        </fieldset>
        <Switch label={t('profiles.default')} hint={t('profiles.default_hint')} checked={first} disabled={profile?.default} onChange={({ currentTarget }) => setFirst(currentTarget.checked)} />
        {said}
        <div class="actions">
          <button class="primary" disabled={busy}>{t(profile ? 'settings.save' : 'profiles.add')}</button>
          <button type="button" onClick={close}>{t('title.cancel')}</button>
        </div>
      </form>
    </Dialog>
  );
}

function Remove({ profile, done, close }) {
  const name = nameOf(profile);
  const { busy, run, said } = useTask(async () => {
    const mine = profile === person.value;
    await hub.removeProfile(profile.id);
    if (mine) {
      show();
      return;
    }
    await done();
    say(t('profiles.removed', { name }));
    // What had the focus is gone.
    document.getElementById('add-profile').focus();
  });
  return (
    <Dialog title={t('profiles.remove_title', { name })} close={close} back="add-profile">
      <p>{t('profiles.remove_hint')}</p>
      {said}
      <div class="actions">
        <button type="button" class="danger" disabled={busy} onClick={run}>{t('profiles.remove_yes')}</button>
        <button type="button" onClick={close}>{t('title.cancel')}</button>
      </div>
    </Dialog>
  );
}
