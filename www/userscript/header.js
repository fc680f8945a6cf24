// What a manager reads of the script before it runs it. The hub puts its own address in, and
// since when it serves what is in it.

import { readFileSync } from 'node:fs';

import { sites } from '../../pkg-template/src/sites.js';

const { version } = JSON.parse(readFileSync(new URL('../../pkg-template/package.json', import.meta.url), 'utf8'));

const match = sites.flatMap(site => site.match);

export const header = `// ==UserScript==
// @name         playtally
// @namespace    https://hub.playtally.invalid
// @version      ${version}.SINCE
// @description  Counts what you watch and hear on streaming sites, at your own hub.
// @description:de Zählt, was du auf Streaming-Seiten siehst und hörst, auf deinem eigenen Hub.
// @license      MIT OR Apache-2.0
// @icon         https://hub.playtally.invalid/icon.svg
// @downloadURL  https://hub.playtally.invalid/playtally.user.js
// @updateURL    https://hub.playtally.invalid/playtally.user.js
${[...new Set(match)].map(pattern => `// @match        ${pattern}`).join('\n')}
// @match        *://own.playtally.invalid/*
// @connect      hub.playtally.invalid
// @grant        GM_xmlhttpRequest
// @grant        GM.xmlHttpRequest
// @grant        GM_getValue
// @grant        GM.getValue
// @grant        GM_setValue
// @grant        GM.setValue
// @grant        GM_deleteValue
// @grant        GM.deleteValue
// @grant        GM_listValues
// @grant        GM.listValues
// @grant        GM_registerMenuCommand
// @grant        GM.registerMenuCommand
// @run-at       document-idle
// ==/UserScript==
`;
