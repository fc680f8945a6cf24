// What came of every row, as a file to keep.

import { hub } from '../../hub.js';

const PAGE = 1_000;
const COLUMNS = ['row', 'file', 'listing', 'title', 'when', 'outcome', 'reason'];

export async function download(job, kind) {
  const rows = [];
  for (let from = 0; from !== null;) {
    const page = await hub.importRows(job.id, { from, limit: PAGE });
    rows.push(...page.rows);
    from = page.next;
  }
  const text = kind === 'csv' ? csv(rows) : `${JSON.stringify({ import: job, rows }, null, 1)}\n`;
  const type = kind === 'csv' ? 'text/csv' : 'application/json';
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = address;
  link.download = `${job.file.replace(/\.\w+$/, '')}-report.${kind}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

function csv(rows) {
  const lines = rows.map(({ row, file, listing, title, at, on, outcome: { outcome, reason } }) => (
    [row + 1, file, listing, title, at === undefined ? on : new Date(at).toISOString(), outcome, reason].map(cell).join(',')));
  return `${[COLUMNS.join(','), ...lines].join('\r\n')}\r\n`;
}

// A spreadsheet must not take a title for a formula.
function cell(value = '') {
  const text = String(value ?? '').replace(/^[=+\-@\t\r]/, "'$&");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
