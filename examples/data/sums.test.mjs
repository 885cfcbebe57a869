/** Tests for the examples of `run_tests`: one of them fails, as its message tells. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

const sum = (numbers) => numbers.reduce((all, one) => all + one, 0);

describe('sum', () => {
  it('adds numbers', () => assert.equal(sum([1, 2, 3]), 6));
  it('is 0 of none', () => assert.equal(sum([]), 0));
  it('adds tenths exactly', () => assert.equal(sum([0.1, 0.2]), 0.3));
});
