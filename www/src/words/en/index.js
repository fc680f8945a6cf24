// Every part beside this file, by its name; the rows' come with the page that shows them.

const parts = import.meta.glob(['./*.js', '!./index.js', '!./rows.js'], { eager: true, import: 'default' });

export default Object.fromEntries(Object.entries(parts).map(([file, words]) => [file.slice(2, -3), words]));
