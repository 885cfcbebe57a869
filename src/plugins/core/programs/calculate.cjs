/**
 * Runs in the jail, on Node: evaluates the expression that the server sends over descriptor 3, and answers there. mathjs
 * compiles expressions without `eval`; what it lets them reach is none of the server's, and the jail bounds time and memory.
 */
'use strict';
const { readFileSync, writeSync } = require('node:fs');
const math = require('mathjs/lib/browser/math.js');

const CHANNEL = 3;
/** What an expression needs none of, and could use to change the others or to reach the parser. */
const DISABLED = [
  ...['import', 'config', 'createUnit', 'evaluate', 'parse', 'parser', 'compile', 'simplify', 'simplifyCore'],
  ...['simplifyConstant', 'derivative', 'rationalize', 'resolve', 'leafCount', 'symbolicEqual', 'reviver'],
  'replacer',
];

const { expression, variables, numbers, digits } = JSON.parse(readFileSync(CHANNEL, 'utf8'));
const MOST_CHARACTERS = 65_536;

/** The line that the server reads. */
function answer() {
  const engine = math.create({ number: numbers, numberFallback: 'number', precision: digits });
  const { evaluate } = engine;
  const disabled = (name) => () => {
    throw new Error(`The function \`${name}\` is not available here`);
  };
  engine.import(Object.fromEntries(DISABLED.map((name) => [name, disabled(name)])), { override: true });
  const scope = new Map(
    Object.entries(variables).map(([name, value]) => [name, valueOf(engine, evaluate, value)]),
  );
  const value = evaluate(expression, scope);
  const type = engine.typeOf(value);
  if (type === 'function') throw new Error('The value is a function. Call it, or leave out its definition');
  const result = Number.isFinite(value) ? value : textOf(engine, value, type);
  if (result.length > MOST_CHARACTERS)
    throw new Error(`The result has more than ${MOST_CHARACTERS} characters. Ask for less`);
  return { result, type };
}

/** A text is a quantity: `3 cm`, `1/3`, `2 + i`. */
function valueOf(engine, evaluate, value) {
  if (Array.isArray(value)) return engine.matrix(value);
  return typeof value === 'string' ? evaluate(value) : value;
}

function textOf(engine, value, type) {
  if (type === 'string') return value;
  if (type === 'BigNumber') return value.toString();
  if (type === 'ResultSet') return value.entries.map((one) => engine.format(one, digits)).join('\n');
  return engine.format(value, numbers === 'number' ? 15 : digits);
}

function told() {
  try {
    return answer();
  } catch (error) {
    return { problem: String(error.message).slice(0, 1_000) };
  }
}

const line = Buffer.from(`answer\t${JSON.stringify(told())}\n`);
for (let sent = 0; sent < line.length;) sent += writeSync(CHANNEL, line, sent);
