// The site tells the system what it plays, not this script.

export const show = () => () => {};
