/** calculate, as a caller has it: right, and bounded whatever it is asked. */
import { beforeEach, describe, expect, it } from 'vitest';
import { openWorkspace } from '../../../src/execution/workspace.ts';
import type { JsonObject } from '../../../src/plugins/contract.ts';
import { calculate } from '../../../src/plugins/core/calculate.ts';
import { openTestJail } from '../../support/jail.ts';
import { ownFolder } from '../../support/own-folder.ts';
import { skipWithout } from '../../support/skip-without.ts';
import { runTool } from './run-tool.ts';

const jail = openTestJail();
beforeEach((context) => skipWithout(context, 'bubblewrap'));

const call = (expression: string, more: JsonObject = {}) =>
  runTool(calculate, { expression, ...more }, openWorkspace({ root: ownFolder() }), undefined, jail);
const value = async (expression: string, more?: JsonObject): Promise<unknown> =>
  (await call(expression, more)).value.result;

describe('an expression', () => {
  it.each<[string, JsonObject, number | string]>([
    ['2 * (3 + 4)^2', {}, 98],
    ['0.1 + 0.2', { numbers: 'BigNumber' }, '0.3'],
    ['2^200', { numbers: 'bigint' }, '1606938044258990275541962092341162602522202993782792835301376'],
    ['1/0', {}, 'Infinity'],
    ['sqrt(-4)', {}, '2i'],
    ['det(m)', { variables: { m: [[1, 2], [3, 4]] } }, -2], // prettier-ignore
    ['width * 2', { variables: { width: '3 cm' } }, '6 cm'],
    ['f(x) = x^2; f(3)', {}, '[9]'],
    ['x = 3\nx^2', {}, '[3, 9]'],
    ['"text"', {}, 'text'],
    ['3 > 2', {}, 'true'],
  ])('%s with %j is %j', async (expression, more, expected) => {
    expect(await value(expression, more)).toBe(expected);
  });

  it('that is none is a typed failure that says where', async () => {
    await expect(call('2 * (3')).rejects.toMatchObject({
      name: 'ToolError',
      path: ['expression'],
      message: expect.stringContaining('char 7'),
    });
  });

  it('with a name that is not known is told so', async () => {
    await expect(call('a + 1')).rejects.toThrow('Undefined symbol a.');
  });
});

describe('a hostile expression', () => {
  it.each([
    'cos.constructor("return 1")()',
    '"a".constructor',
    '[].map.constructor',
    'import({ sqrt: 1 })',
    'config({ number: "BigNumber" })',
    'createUnit("foo")',
    'evaluate("1")',
    'parse("1")',
    'simplify("x + x")',
    'derivative("x^2", "x")',
    'parser()',
    'f(x) = evaluate(x); f("1")',
  ])('reaches nothing: %s', async (expression) => {
    await expect(call(expression)).rejects.toMatchObject({ name: 'ToolError', path: ['expression'] });
  });

  it.each(['ones(1e9)', 'ones(20000, 20000)', '"a".repeat(1e9)', 'zeros(1e5, 1e5)'])(
    'does not fill the memory: %s',
    async (expression) => {
      await expect(call(expression)).rejects.toThrow(/memory|Invalid|not a function|repeat|length/);
    },
  );

  it('that never ends is ended, and the server answers meanwhile', async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 10);
    const started = performance.now();
    const endless = call('f(n) = n < 1 ? 0 : f(n - 1) + f(n - 1); f(60)');
    await expect(endless).rejects.toMatchObject({ code: 'TIMED_OUT' });
    clearInterval(timer);
    expect(performance.now() - started).toBeLessThan(20_000);
    expect(turns).toBeGreaterThan(100);
  });

  it('with a huge factorial is bounded', async () => {
    const huge = call('10000000!', { numbers: 'BigNumber', digits: 1_000 });
    await expect(huge).rejects.toThrow(/[Pp]recision|did not finish|memory/);
  });

  it('gets no longer an answer than is fit to be read', async () => {
    await expect(call('ones(300, 300)')).rejects.toThrow('has more than 65536 characters');
  });
});
