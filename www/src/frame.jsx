// The frame: header, menu, messages, and the page between them.

import { ErrorBoundary, LocationProvider, Route, Router, useLocation } from 'preact-iso';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { FirstRun } from './first-run.jsx';
import { Light } from './light.jsx';
import { dismiss, notices } from './notices.js';
import { PAGES, pageAt } from './pages.js';
import { PlayerPlace } from './player-place.jsx';
import { ProfileMenu } from './profile-menu.jsx';
import { Broken } from './ui/broken.jsx';
import { Icon } from './ui/icon.jsx';
import { usePopup } from './ui/popup.js';
import { t } from './words/index.js';

// On a phone these stand in the bar, the others under More.
const FIRST = 4;

export function Frame() {
  return (
    <LocationProvider>
      <a class="skip" href="#page">{t('frame.skip')}</a>
      <header class="top">
        <a class="brand" href="/"><img src="/icon.svg" alt="" width="28" height="28" />playtally</a>
        <ProfileMenu />
        <Light />
      </header>
      <Menu />
      <Notices />
      <Page />
    </LocationProvider>
  );
}

function Menu() {
  const { path } = useLocation();
  const { open, setOpen, place } = usePopup();
  useEffect(() => setOpen(false), [path]);
  const hidden = PAGES.slice(FIRST).some((page) => page.path === path);
  return (
    <nav class="menu" ref={place} aria-label={t('frame.menu')} data-open={open}>
      <ul>
        {PAGES.map(({ name, path: to }, at) => (
          <li key={name} class={at < FIRST ? 'first' : 'rest'}>
            <a href={to} aria-current={to === path ? 'page' : undefined}><Icon name={name} />{t(`frame.${name}`)}</a>
          </li>
        ))}
        <li class="opener">
          <button type="button" aria-expanded={open} data-current={hidden} onClick={() => setOpen(!open)}>
            <Icon name="more" />{t('frame.more')}
          </button>
        </li>
      </ul>
    </nav>
  );
}

function Notices() {
  const place = useRef();
  // Where the focus was before it came here; a message that goes gives it back.
  const before = useRef();
  useEffect(() => {
    if (!before.current || document.activeElement !== document.body) return;
    (before.current.isConnected ? before.current : document.getElementById('page')).focus({ preventScroll: true });
    before.current = undefined;
  }, [notices.value]);
  const isHere = (element) => element && place.current.contains(element);
  return (
    <div
      class="notices" ref={place} role="region" aria-label={t('frame.messages')} aria-live="polite"
      onFocusIn={({ relatedTarget: from }) => { if (!isHere(from)) before.current = from ?? document.getElementById('page'); }}
      onFocusOut={({ relatedTarget: to }) => { if (to && !isHere(to)) before.current = undefined; }}
    >
      {notices.value.map(({ id, kind, text, undo, action, actionText }) => (
        <div key={id} class={`notice ${kind}`}>
          <p>{text}</p>
          {undo && <button type="button" onClick={() => { dismiss(id); undo(); }}>{t('frame.undo')}</button>}
          {action && <button type="button" onClick={() => { dismiss(id); action(); }}>{actionText}</button>}
          <button type="button" class="quiet" aria-label={t('frame.dismiss')} onClick={() => dismiss(id)}><Icon name="close" size={18} /></button>
        </div>
      ))}
    </div>
  );
}

function Page() {
  const { path } = useLocation();
  const place = useRef();
  const [broken, setBroken] = useState();
  const arrived = useRef(path);
  const page = pageAt(path);
  const title = `${t(page ? `frame.${page.name}` : 'frame.not_found')} – playtally`;
  useLayoutEffect(() => { document.title = title; }, [title]);
  useEffect(() => {
    // Whoever follows a link goes on reading at the new page.
    if (arrived.current !== path) {
      arrived.current = path;
      setBroken(undefined);
      place.current.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
  }, [path]);
  return (
    <main id="page" ref={place} tabIndex={-1} data-page={page?.name}>
      <FirstRun />
      {broken ? <Broken /> : (
        <ErrorBoundary onError={setBroken}>
          <Router>
            {PAGES.map(({ name, path: at, component }) => <Route key={name} path={at} component={component} />)}
            <Route default component={NotFound} />
          </Router>
        </ErrorBoundary>
      )}
      <PlayerPlace hidden={path !== '/'} />
    </main>
  );
}

function NotFound() {
  return (
    <div class="empty">
      <h1>{t('frame.not_found')}</h1>
      <p>{t('frame.not_found_hint')}</p>
      <a class="button" href="/">{t('frame.to_now')}</a>
    </div>
  );
}
