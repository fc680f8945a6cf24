// Was schiefging, nach den Codes des Hubs; alles andere in dessen eigenen Worten.

export default {
  unreachable: 'Der Hub ist nicht erreichbar.',
  unreadable: 'Die Antwort des Hubs lässt sich nicht lesen.',
  unknown: ({ status }) => `Der Hub hat mit ${status} geantwortet.`,
};
