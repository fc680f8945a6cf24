// What was pressed is gone: whoever uses the keyboard goes on from the nearest heading that is left.

export function goOnFrom(...headings) {
  requestAnimationFrame(() => {
    if (document.activeElement !== document.body) return;
    headings.map((id) => document.getElementById(id)).find(Boolean)?.focus();
  });
}
