// What was pressed is gone: whoever uses the keyboard goes on from the nearest heading that is left.

export function goOnFrom(...headings) {
  requestAnimationFrame(() => {
    const { activeElement: at, body } = document;
    if (at && at !== body && at.checkVisibility()) return;
    headings.map((id) => document.getElementById(id)).find(Boolean)?.focus();
  });
}
