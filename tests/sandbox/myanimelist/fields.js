// `fields=a,b{c,d}`: which fields an answer carries beside those it always has.

// The names asked for, each with its own: `{ a: {}, b: { c: {}, d: {} } }`.
export function parse(text) {
  const root = {};
  const open = [root];
  let last = root;
  for (const [, name, sign] of (text ?? '').matchAll(/\s*([\w-]*)\s*([,{}]|$)/g)) {
    if (name) last = open.at(-1)[name] ??= {};
    if (sign === '{') open.push(last);
    if (sign === '}' && open.length > 1) open.pop();
  }
  return root;
}

// Fields that nobody asked for are left out, and so is whatever is null.
export function pick(node, always, asked) {
  const wanted = ([name, value]) => value !== null && value !== undefined && (always.includes(name) || asked[name]);
  return Object.fromEntries(Object.entries(node).filter(wanted));
}
