/**
 * Runs in the jail, on Node, where ripgrep is not installed: searches as it does, and tells what it finds as
 * `rg --json` does, file by file in the order of their paths; without a pattern the paths, each with a NUL behind it.
 */
'use strict';
const { readdirSync, readFileSync, statSync, writeSync } = require('node:fs');
const ignore = require('ignore');
const { RE2JS } = require('re2js');

const CHANNEL = 3;
const RULES = '.gitignore';
/** Bytes; larger files are left out. */
const MAX_FILE = 4 * 1024 * 1024;

const asked = JSON.parse(readFileSync(CHANNEL, 'utf8'));
const wanted = asked.names.length > 0 ? ignore({ ignorecase: false }).add(asked.names) : null;
const expression = asked.pattern === null ? null : expressionOf(asked);

function expressionOf({ pattern, regex, caseSensitive }) {
  return RE2JS.compile(regex ? pattern : RE2JS.quote(pattern), caseSensitive ? 0 : RE2JS.CASE_INSENSITIVE);
}

/** Paths hold a byte in each character: not all are UTF-8. */
const bytesOf = (path) => Buffer.from(path, 'latin1');
const shown = (path) => bytesOf(path).toString();
const joined = (folder, name) => (folder === '.' ? name : `${folder}/${name}`);

function say(text) {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) at += writeSync(1, bytes, at);
}

/** What a folder wants ignored, of what is below it; null where it says nothing. */
function rulesOf(folder) {
  if (asked.includeIgnored) return null;
  try {
    const rules = ignore({ ignorecase: false }).add(readFileSync(bytesOf(joined(folder, RULES)), 'utf8'));
    return { below: folder === '.' ? '' : `${folder}/`, rules };
  } catch {
    return null;
  }
}

/** The deepest rule decides. */
function isIgnored(path, isFolder, all) {
  for (const { below, rules } of all) {
    const { ignored, unignored } = rules.test(shown(path.slice(below.length)) + (isFolder ? '/' : ''));
    if (ignored || unignored) return ignored;
  }
  return false;
}

function walk(folder, above) {
  const own = rulesOf(folder);
  const all = own ? [own, ...above] : above;
  for (const entry of entriesOf(folder)) {
    const path = joined(folder, entry.name);
    const isFolder = entry.isDirectory();
    if (entry.name === '.git' || (!isFolder && !entry.isFile()) || isIgnored(path, isFolder, all)) continue;
    if (isFolder) walk(path, all);
    else if (!wanted || wanted.ignores(shown(entry.name))) take(path);
  }
}

/** None where it may not be read. */
function entriesOf(folder) {
  try {
    const entries = readdirSync(bytesOf(folder), { withFileTypes: true, encoding: 'latin1' });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}

function take(path) {
  if (!expression) return say(`./${shown(path)}\0`);
  const text = textOf(path);
  if (text !== null && !text.includes('\0')) tellMatches(path, text.split('\n'));
}

function textOf(path) {
  try {
    if (statSync(bytesOf(path)).size > MAX_FILE) return null;
    const bytes = readFileSync(bytesOf(path));
    const isWide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    return new TextDecoder(isWide ? (bytes[0] === 0xff ? 'utf-16le' : 'utf-16be') : 'utf-8').decode(bytes);
  } catch {
    return null;
  }
}

function tellMatches(path, lines) {
  // What follows the last line ending is no line where it is nothing.
  if (lines.at(-1) === '') lines.pop();
  const starts = lines.map((line) => startOf(line.endsWith('\r') ? line.slice(0, -1) : line));
  const isMatch = starts.map((start) => start !== null);
  if (!isMatch.includes(true)) return;
  const near = (at) => isMatch.slice(Math.max(0, at - asked.contextLines), at + asked.contextLines + 1);
  lines.forEach((text, at) => {
    if (!isMatch[at] && !near(at).includes(true)) return;
    const submatches = isMatch[at] ? [{ start: Buffer.byteLength(text.slice(0, starts[at])) }] : [];
    tell(isMatch[at] ? 'match' : 'context', {
      ...{ path: { text: `./${shown(path)}` }, lines: { text }, line_number: at + 1, submatches },
    });
  });
  tell('end', { path: { text: `./${shown(path)}` }, binary_offset: null });
}

function startOf(line) {
  const matcher = expression.matcher(line);
  return matcher.find() ? matcher.start() : null;
}

function tell(type, data) {
  say(`${JSON.stringify({ type, data })}\n`);
}

/** From the top of the workspace down to the folder, the nearest first. */
function rulesAbove(path) {
  if (path === '.') return [];
  const parts = path.split('/').slice(0, -1);
  const folders = ['.', ...parts.map((_, at) => parts.slice(0, at + 1).join('/'))];
  const all = folders.map(rulesOf).filter(Boolean).reverse();
  // What is named itself is searched, whatever is said of it.
  return isIgnored(path, true, all) ? [] : all;
}

const place = Buffer.from(asked.path).toString('latin1');
if (statSync(bytesOf(place)).isDirectory()) walk(place, rulesAbove(place));
else take(place);
