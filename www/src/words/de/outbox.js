// Wohin Gespieltes geht.

const CALLS = { all: 'Anfragen', reads: 'Lesezugriffen', writes: 'Schreibzugriffen' };

function period(seconds) {
  const named = { 1: 'in dieser Sekunde', 60: 'in dieser Minute', 3600: 'in dieser Stunde', 86400: 'heute' }[seconds];
  return named ?? (seconds % 60 === 0 ? `in ${seconds / 60} Minuten` : `in ${seconds} Sekunden`);
}

export default {
  again: 'Noch einmal versuchen',
  offline: 'Du bist offline. So stand es zuletzt.',
  nothing: 'Nichts ist unterwegs',
  nothing_hint: 'Alles Gespielte erscheint hier mit einem Zeichen je Dienst: dass es ankam, dass es wartet und warum, oder was du tun kannst.',
  nothing_nowhere: 'Gespieltes geht an die Dienste, die du verbindest. Hier siehst du, dass es ankam, dass es wartet und warum, oder was du tun kannst.',
  connect: 'Dienst verbinden',
  play: 'Etwas abspielen',
  filter: 'Zeigen',
  all: 'Alles',
  part_trouble: 'Braucht dich',
  part_moving: 'Unterwegs',
  part_arrived: 'Angekommen',
  service: 'Dienst',
  every_service: 'Jeder Dienst',
  shown: ({ count, written }) => (count === 1 ? 'Ein Eintrag wird gezeigt.' : `${written} Einträge werden gezeigt.`),
  none_such: 'So etwas gibt es hier nicht.',
  show_all: 'Alles zeigen',
  more: 'Mehr zeigen',
  retry_all: ({ written }) => `Alle ${written} noch einmal versuchen`,
  all_retried: ({ written }) => `${written} werden jetzt noch einmal versucht.`,

  is_done: 'Angekommen',
  is_done_stored: 'Gespeichert',
  is_done_already_there: 'War schon da',
  is_dead: 'Nicht zugestellt',
  is_signed_out: 'Wartet, bis du dich neu anmeldest',
  is_sending: 'Wird gesendet',
  is_checking: 'Keine klare Antwort; es wird nachgesehen, ob es ankam',
  is_live: 'Gezählt; wird gesendet, wenn es endet',
  is_waiting: 'Wartet',
  until: ({ time }) => `bis ${time}`,
  at: ({ time }) => `um ${time}`,
  in: ({ left }) => `(${left})`,
  in_a_moment: '– gleich',
  attempts: ({ count }) => `Bisher ${count} Mal versucht.`,

  why_bad_input: ({ name }) => `${name} hat nicht verstanden, was gesendet wurde. Ein neuer Versuch kann helfen, sobald playtally neuer ist.`,
  why_no_answer: ({ name }) => `${name} hat nicht rechtzeitig geantwortet.`,
  why_not_sent: ({ name }) => `${name} war nicht zu erreichen.`,
  why_rate_limited: ({ name }) => `${name} möchte eine Weile seltener gefragt werden.`,
  why_daily_limit: ({ name }) => `${name} nimmt heute nichts mehr von dir; morgen geht es weiter.`,
  why_unavailable: ({ name }) => `${name} hat gerade Schwierigkeiten.`,
  why_unauthorized: ({ name }) => `${name} nimmt die Anmeldung nicht mehr an.`,
  why_sign_in_again: ({ name }) => `${name} hat die Anmeldung beendet. Meldest du dich neu an, geht es von selbst.`,
  why_app_refused: ({ name }) => `${name} weist diesen Hub ab, nicht dich. Sein Betreiber muss das richten; versuche es danach noch einmal.`,
  why_not_found: ({ name }) => `${name} kennt diesen Titel nicht. Sage, welcher es ist, und er wird gesendet.`,
  why_account_limit: ({ name }) => `Dein Konto bei ${name} ist voll, gesperrt oder braucht ein Abo. Richte das dort und versuche es noch einmal.`,

  sign_in: 'Neu anmelden',
  correct: 'Titel berichtigen',
  retry: 'Noch einmal versuchen',
  try_now: 'Jetzt versuchen',
  drop: 'Verwerfen',
  drop_title: 'Verwerfen?',
  drop_text: ({ title, name }) => `${title} wird nicht an ${name} gesendet. In deinem Verlauf bleibt es.`,
  what_was_it: ({ title }) => `Was war „${title}“?`,
  corrected: ({ service }) => `Es geht unter dem richtigen Titel an ${service}.`,

  quotas: 'Was jeder Dienst noch annimmt',
  left: ({ left, of, calls, seconds }) => `Noch ${left} von ${of} ${CALLS[calls]} ${period(seconds)}`,
  resets: ({ time }) => `(mehr um ${time})`,
  shared: 'Alle an diesem Hub teilen es sich.',
};
