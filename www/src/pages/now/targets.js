// What a play is measured by: each rule with the services it is for.

import { connected, rules } from '../../state.js';

// The names of the services each rule is for; while none is connected, what it would be measured by. A service that
// files anime alone is no promise for every film.
export function targetsOf(kind) {
  const type = kind === 'track' ? 'music' : 'video';
  const targets = rules.value
    .filter((rule) => rule.type === type)
    .map((rule) => ({
      rule,
      names: connected.value
        .filter((service) => service.enabled && service.kinds.includes(kind) && service.needs.length === 0 && service.rule?.id === rule.id)
        .map((service) => service.name),
    }));
  const wanted = targets.filter((target) => target.names.length > 0);
  return wanted.length > 0 ? wanted : targets;
}

// The most that any rule wants really played, in seconds of media time; 0 where nobody can say.
export function needed(targets, duration) {
  if (!(duration > 0)) return 0;
  return Math.max(0, ...targets.map(({ rule: { type, percent, factor } }) => (
    (percent / 100) * duration * (type === 'music' ? 1 : factor)
  )));
}
