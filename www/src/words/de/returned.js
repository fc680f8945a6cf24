// Was der Besuch auf einer Zustimmungsseite ergab.

export default {
  a_service: 'der Dienst',
  connected: ({ name }) => `${name} ist verbunden. Was du ab jetzt spielst, geht auch dorthin.`,
  back_by: ({ name }) => `Willkommen zurück: ${name} kannte dich, und alles ist, wie du es verlassen hast.`,
  back: 'Willkommen zurück: Alles ist, wie du es verlassen hast.',
  failed: ({ name }) => `${name} konnte nicht verbunden werden. Bitte versuche es noch einmal.`,
  denied: ({ name }) => `Du hast bei ${name} abgelehnt, also wurde nichts verbunden.`,
  state_expired: ({ name }) => `Das Verbinden mit ${name} hat länger als zehn Minuten gedauert. Bitte versuche es noch einmal.`,
  state_used: ({ name }) => `Dieser Rückweg von ${name} wurde schon benutzt. Bitte verbinde noch einmal.`,
  state_invalid: ({ name }) => `Diese Antwort von ${name} gehört nicht zu diesem Besuch. Bitte verbinde noch einmal.`,
  scope_missing: ({ name }) => `${name} erlaubt playtally nur zu lesen, also wurde nichts verbunden. Bitte verbinde noch einmal und erlaube auch das Schreiben.`,
  sign_in_again: ({ name }) => `${name} hat diese Anmeldung nicht angenommen. Bitte verbinde noch einmal.`,
  app_refused: ({ name }) => `${name} lehnt diesen Hub ab. Wer ihn betreibt, muss seine Schlüssel prüfen.`,
  not_configured: ({ name }) => `Dieser Hub hat keine Schlüssel für ${name}.`,
  service_busy: ({ name }) => `${name} wird gerade zu oft gefragt. Bitte warte ein paar Minuten und verbinde dann noch einmal.`,
  service_refused: ({ name }) => `${name} hat nicht angenommen, was dieser Hub geschickt hat, also wurde nichts verbunden. Bitte versuche es noch einmal; bleibt es so, sollte es wissen, wer den Hub betreibt.`,
  internal: 'In diesem Hub ging etwas schief, also wurde nichts verbunden. Bitte versuche es noch einmal; bleibt es so, sollte es wissen, wer den Hub betreibt.',
  service_unavailable: ({ name }) => `${name} antwortet gerade nicht. Bitte versuche es später noch einmal.`,
};
