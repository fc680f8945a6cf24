// Which profile of the household this page shows: chosen in the header, and kept by this browser. It stays the same for
// as long as the page is open, as all it knows is of that one.

const KEPT = 'playtally-page:profile';

function kept() {
  try {
    return localStorage.getItem(KEPT) ?? undefined;
  } catch {
    // Storage is blocked: the default.
    return undefined;
  }
}

export const chosen = kept();

// An address of the hub as this profile asks it. One that names a profile stays as it is.
export function mine(path) {
  if (!chosen || /[?&]profile=/.test(path)) return path;
  return `${path}${path.includes('?') ? '&' : '?'}profile=${chosen}`;
}

// Shows another, or the default; the page begins anew.
export function show(id) {
  try {
    if (id) localStorage.setItem(KEPT, id);
    else localStorage.removeItem(KEPT);
  } catch {
    // Storage is blocked: the default it stays.
  }
  location.reload();
}
