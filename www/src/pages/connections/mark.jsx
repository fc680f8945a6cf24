// The sign of a service: its letter on its colour.

export const Mark = ({ of: { name } }) => <span class="mark" aria-hidden="true">{name[0]}</span>;
