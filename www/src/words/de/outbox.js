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
  waits_for_quota: ({ name }) => `${name} nimmt gerade nicht mehr an; es geht von selbst weiter.`,
  attempts: ({ count }) => `Bisher ${count} Mal versucht.`,

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
