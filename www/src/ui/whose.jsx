// Whose something is, of several in the household; and a way to make it another's.

import { useId } from 'preact/hooks';
import { profiles } from '../state.js';
import { nameOf } from './avatar.jsx';

// `nobody` is what stands for none of them, where that is possible.
export function Whose({ label, value, choose, nobody }) {
  const id = useId();
  return (
    <div class="whose">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={({ currentTarget }) => choose(currentTarget.value)}>
        {nobody && <option value="">{nobody}</option>}
        {profiles.value.map((profile) => <option key={profile.id} value={profile.id}>{nameOf(profile)}</option>)}
      </select>
    </div>
  );
}
