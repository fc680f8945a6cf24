// Um jedes Bild aus Zahlen.

export default {
  png: ({ title }) => `${title}: als PNG-Bild speichern`,
  svg: ({ title }) => `${title}: als SVG-Bild speichern`,
  table: 'Als Tabelle',
  not_saved: ({ why }) => `Das Bild konnte nicht gespeichert werden: ${why}`,
};
