// Every part beside this file, by its name.

const parts = import.meta.glob(['./*.js', '!./index.js'], { eager: true, import: 'default' });

export default Object.fromEntries(Object.entries(parts).map(([file, words]) => [file.slice(2, -3), words]));
