// `playtally/sites`: what is known of the pages of streaming sites.

export * from './sites/index.js';
