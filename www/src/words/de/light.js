// Das Licht im Kopf der Seite, und was es über jeden Dienst sagt.

export default {
  idle: 'Alles da',
  syncing: 'Gleicht ab',
  error: 'Braucht dich',
  offline: 'Offline',
  hub_idle: 'Alles liegt sicher beim Hub.',
  hub_syncing: 'Gespieltes ist auf dem Weg zum Hub.',
  hub_error: 'Der Hub antwortet nicht; er wird von selbst wieder gefragt. Nichts geht verloren.',
  hub_offline: 'Kein Netz. Gespieltes und Änderungen bleiben hier und gehen hinaus, sobald es wieder da ist.',
  changes: ({ count }) => (count === 1 ? 'Eine Änderung wartet auf den Hub.' : `${count} Änderungen warten auf den Hub.`),
  none: 'Noch ist kein Dienst verbunden.',
  in_step: 'Abgeglichen',
  up_to_date: 'Nichts wartet',
  at_work: 'Gleicht ab…',
  waits: ({ count }) => (count === 1 ? 'Ein Eintrag wartet' : `${count} Einträge warten`),
  undelivered: ({ count }) => (count === 1 ? 'Ein Eintrag kam nicht an' : `${count} Einträge kamen nicht an`),
  sign_in_again: 'Möchte eine neue Anmeldung',
  off: 'Ausgeschaltet',
  open: 'Dienste öffnen',
};
