// The notice a catalogue wants wherever its data shows, beside its logo.

export function Attribution({ of }) {
  if (!of) return null;
  return (
    <p class="hint">
      <a class="attribution" href={of.url} target="_blank" rel="noreferrer">
        <img src={`/logos/${of.service}.svg`} alt={of.name} width="24" height="24" />
        <span>{of.text}</span>
      </a>
    </p>
  );
}
