// How the badge looks, in light and dark.

const CSS = `
:host { all: initial; }
.badge { position: fixed; inset: auto 12px 12px auto; z-index: 2147483646; display: grid; gap: 8px; justify-items: end;
  max-width: min(340px, calc(100vw - 24px)); font: 14px/1.4 system-ui, sans-serif; color-scheme: light dark;
  --ink: light-dark(#1b2430, #eef2f6); --ground: light-dark(#ffffff, #1b222b); --line: light-dark(#b9c3ce, #46525f);
  --key: light-dark(#0b5a7a, #8fd3f0); }
.badge [hidden] { display: none; }
.label { max-width: 100%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
button, input, select { font: inherit; color: var(--ink); background: var(--ground); border: 1px solid var(--line);
  border-radius: 8px; padding: 5px 10px; min-height: 28px; box-sizing: border-box; }
button { cursor: pointer; text-align: start; }
button:hover { border-color: var(--key); }
:focus-visible { outline: 2px solid var(--key); outline-offset: 2px; }
.panel { background: var(--ground); color: var(--ink); border: 1px solid var(--line); border-radius: 12px; padding: 12px;
  box-shadow: 0 6px 24px rgb(0 0 0 / 25%); width: 100%; box-sizing: border-box; }
p { margin: 0 0 8px; overflow-wrap: anywhere; }
.what { font-weight: 600; }
.trouble { border-inline-start: 3px solid var(--key); padding-inline-start: 8px; }
.acts { display: grid; gap: 6px; }
form { display: grid; gap: 8px; }
form label { display: grid; gap: 2px; }
form .pair { display: grid; grid-template-columns: 1fr 1fr; gap: 8px; }
form input, form select { width: 100%; }
`;

export function styles(root) {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
  } catch {
    // Greasemonkey's world may not hand sheets over to the page's.
    const style = document.createElement('style');
    style.textContent = CSS;
    root.append(style);
  }
}
