/** In the jail: what the server hears over descriptor 3, in lines of a word and more. */
'use strict';
const { writeSync } = require('node:fs');

const CHANNEL = 3;
const MESSAGE_CHARACTERS = 4_000;

function tell(word, ...rest) {
  const line = Buffer.from(`${[word, ...rest].join('\t').replaceAll('\n', ' ')}\n`);
  for (let sent = 0; sent < line.length;) sent += writeSync(CHANNEL, line, sent);
}

let furthest = 0;

/** Of what is known so far: what comes to be known later does not go back. */
function progress(done, all, what) {
  furthest = Math.max(furthest, all > 0 ? Math.min(done / all, 1) : 0);
  tell('progress', furthest, `${done} of ${all} ${what}`);
}

/** Without the colours of terminals. */
function plain(text) {
  const bare = String(text ?? '').replaceAll(/\x1b\[[0-9;]*[A-Za-z]/g, '');
  return bare.length > MESSAGE_CHARACTERS ? `${bare.slice(0, MESSAGE_CHARACTERS)}…` : bare;
}

/** @param test `{ name, file, status, durationMs, message }`. */
function test(found) {
  tell('test', JSON.stringify({ ...found, message: found.message ? plain(found.message) : null }));
}

module.exports = { tell, progress, plain, test };
