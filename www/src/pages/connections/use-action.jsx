// What a person does, and what went wrong with the last one, to be said beside what started it.

import { useRef, useState } from 'preact/hooks';
import { explain } from './service.js';

// One action at a time: a second press is none.
export function useAction(service) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState();
  const running = useRef(false);

  async function run(action) {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setProblem(undefined);
    try {
      await action();
    } catch (error) {
      setProblem(explain(error, service));
    }
    running.current = false;
    setBusy(false);
  }

  return { busy, problem, run };
}

// For what is set: each word counts, however soon after the last.
export function useSetting(service) {
  const [problem, setProblem] = useState();

  async function run(save) {
    setProblem(undefined);
    try {
      await save();
    } catch (error) {
      setProblem(explain(error, service));
    }
  }

  return { problem, run };
}

export function Problem({ text }) {
  return text ? <p class="problem" role="alert">{text}</p> : null;
}
