// What plays now, and what has to be said about it.

import { effect } from '@preact/signals';
import { hub } from '../hub.js';
import { refresh } from '../follow.js';
import { warn } from '../notices.js';
import { own } from '../tracker.js';
import { players, questions } from '../state.js';
import { Drawn } from '../ui/drawn.jsx';
import { decidedView } from '../views/decided.js';
import { findView } from '../views/find.js';
import { playingView } from '../views/playing.js';
import { questionsView } from '../views/questions.js';
import { t } from '../words/index.js';

async function attempt(action) {
  try {
    await action();
  } catch (error) {
    warn(error.message);
  }
  refresh();
}

function makePlaying(root) {
  const view = playingView(root);
  return effect(() => {
    for (const id of own.value) view.mine(id);
    view.update(players.value ?? []);
  });
}

function makeQuestions(root) {
  const view = questionsView(root, {
    onAnswer: (source, work) => attempt(() => hub.correct(source, work)),
    onDrop: (key) => {
      if (confirm('Leave this out, now and whenever it is played? You can take it back.')) attempt(() => hub.dropQuestion(key));
    },
  });
  return effect(() => questions.value && view.update(questions.value));
}

function makeFind(root) {
  findView(root, { search: hub.search });
  const decided = decidedView(root);
  return effect(() => {
    void questions.value;
    decided.update();
  });
}

export default function Now() {
  return (
    <>
      <h1>{t('frame.now')}</h1>
      <Drawn id="playing" class="panel playing" make={makePlaying} />
      <Drawn id="questions" class="panel questions" make={makeQuestions} />
      <Drawn id="find" class="panel find" make={makeFind} />
    </>
  );
}
