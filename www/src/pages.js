// Every page: its address, its name in the menu, its picture there, and what draws it.

import { lazy } from 'preact-iso';

export const PAGES = [
  { name: 'now', path: '/', component: lazy(() => import('./pages/now.jsx')) },
  { name: 'connections', path: '/connections', component: lazy(() => import('./pages/connections.jsx')) },
  { name: 'outbox', path: '/outbox', component: lazy(() => import('./pages/outbox.jsx')) },
  { name: 'import', path: '/import', component: lazy(() => import('./pages/import.jsx')) },
  { name: 'players', path: '/players', component: lazy(() => import('./pages/players.jsx')) },
  { name: 'settings', path: '/settings', component: lazy(() => import('./pages/settings.jsx')) },
];

export const pageAt = (path) => PAGES.find((page) => page.path === path);
