// Before anything is drawn: the palette the person chose, where it is not the system's.
try {
  const chosen = localStorage.getItem('playtally-page:theme');
  if (chosen) document.documentElement.dataset.theme = chosen;
} catch {
  // Storage may be blocked; then the system's palette holds.
}
