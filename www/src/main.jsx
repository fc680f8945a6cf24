// Starts the page: words first, then the frame; the package comes when all is drawn.

import { render } from 'preact';
import { greet } from './first-run.jsx';
import { follow } from './follow.js';
import { Frame } from './frame.jsx';
import { keepOffline } from './offline.js';
import { handOver, takeReturn } from './returned.js';
import { startTracker } from './tracker.js';
import { chooseWords } from './words/index.js';

const returned = takeReturn();
// A window for a consent page has done its work.
if (!(await handOver(returned))) {
  await chooseWords();
  render(<Frame />, document.getElementById('app'));
  keepOffline();
  await follow(returned);
  greet();
  startTracker();
}
