// Warum ein Dienst etwas nicht annahm, nach den Codes des Hubs.

export default {
  bad_input: ({ name }) => `Es ist nicht klar, was das bei ${name} ist. Sage, welcher Titel es ist, und er wird gesendet.`,
  no_answer: ({ name }) => `${name} hat nicht rechtzeitig geantwortet.`,
  not_sent: ({ name }) => `${name} war nicht zu erreichen.`,
  rate_limited: ({ name }) => `${name} möchte eine Weile seltener gefragt werden.`,
  daily_limit: ({ name }) => `${name} nimmt heute nichts mehr von dir; morgen geht es weiter.`,
  unavailable: ({ name }) => `${name} hat gerade Schwierigkeiten.`,
  unauthorized: ({ name }) => `${name} nimmt die Anmeldung nicht mehr an.`,
  sign_in_again: ({ name }) => `${name} hat die Anmeldung beendet. Meldest du dich neu an, geht es von selbst.`,
  app_refused: ({ name }) => `${name} weist diesen Hub ab, nicht dich. Sein Betreiber muss das richten; versuche es danach noch einmal.`,
  not_found: ({ name }) => `${name} kennt diesen Titel nicht. Sage, welcher es ist, und er wird gesendet.`,
  account_limit: ({ name }) => `Dein Konto bei ${name} ist voll, gesperrt oder braucht ein Abo. Richte das dort und versuche es noch einmal.`,
  rejected: ({ name }) => `${name} hat es endgültig abgelehnt.`,
  half_read: 'Der Verlauf dort ließ sich nicht ganz lesen. Nichts wurde geändert.',
  shrunk: ({ before, now, removals }) => `Im Verlauf dort steht ${now} Mal etwas, wo es ${before} Mal war. Nichts wurde geändert. Hast du es selbst entfernt, dann sage es: Dann gehen auch hier ${removals} Einträge.`,
  delete_budget: ({ now, removals }) => `Das würde ${removals} Einträge entfernen, von ${now} Mal Gespieltem. Nichts wurde geändert; sage, ob es darf.`,
};
