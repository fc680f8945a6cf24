// One action at a time, and what went wrong with the last one, to be said beside what started it.

import { useRef, useState } from 'preact/hooks';
import { explain } from './service.js';

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

export function Problem({ text }) {
  return text ? <p class="problem" role="alert">{text}</p> : null;
}
