const playtally = require('playtally');
const full = require('playtally/full');

const { exercise } = require('./exercise.mjs');

console.log(JSON.stringify({ default: exercise(playtally), full: exercise(full) }));
