// Why a service did not take something: in the person's words where there are such, else as the hub put it.

import { has, t } from '../words/index.js';

// What the service itself said is in the hub's sentence alone.
const SAID = 'rejected';

export const reasonOf = (reason, name) => {
  const known = `reasons.${reason.code}`;
  return has(known) ? t(known, { ...reason, name }) : reason.text;
};

export function Reason({ of, name }) {
  if (!has(`reasons.${of.code}`)) return <span lang="en">{of.text}</span>;
  return <>{reasonOf(of, name)}{of.code === SAID && <> <span lang="en">{of.text}</span></>}</>;
}
