// Lists this browser keeps; where its storage is full or blocked, for as long as the page is open.

const unkept = new Map();

export function readList(key) {
  if (unkept.has(key)) return unkept.get(key);
  try {
    return JSON.parse(localStorage.getItem(key)) ?? [];
  } catch {
    return [];
  }
}

export function keepList(key, list) {
  try {
    localStorage.setItem(key, JSON.stringify(list));
    unkept.delete(key);
  } catch {
    unkept.set(key, list);
  }
}
