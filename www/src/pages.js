// Every page: its address, its name in the menu, its picture there, and what draws it.

import { lazy } from 'preact-iso';
import { Broken } from './ui/broken.jsx';

// A page whose file does not come says so.
const page = (load) => lazy(() => load().catch(() => ({ default: Broken })));

export const PAGES = [
  { name: 'now', path: '/', component: page(() => import('./pages/now.jsx')) },
  { name: 'history', path: '/history', component: page(() => import('./pages/history.jsx')) },
  { name: 'connections', path: '/connections', component: page(() => import('./pages/connections.jsx')) },
  { name: 'outbox', path: '/outbox', component: page(() => import('./pages/outbox.jsx')) },
  { name: 'import', path: '/import', component: page(() => import('./pages/import.jsx')) },
  { name: 'statistics', path: '/statistics', component: page(() => import('./pages/statistics.jsx')) },
  { name: 'players', path: '/players', component: page(() => import('./pages/players.jsx')) },
  { name: 'settings', path: '/settings', component: page(() => import('./pages/settings.jsx')) },
];

export const pageAt = (path) => PAGES.find((page) => page.path === path);
