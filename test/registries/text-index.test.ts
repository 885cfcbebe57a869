import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TextIndex } from '../../src/registries/text-index.ts';

const letters = fc.stringMatching(/^[abé’😀._]{1,3}$/u);
const text = fc.array(fc.oneof(letters, fc.constantFrom('', 'ab\nba', '\t')), { maxLength: 6 });
const texts = fc.array(
  text.map((words) => words.join(' ')),
  { maxLength: 12 },
);

it('A text index finds the texts in which all that is wanted occurs, and no others', () => {
  fc.assert(
    fc.property(texts, fc.array(letters, { maxLength: 3 }), (all, wanted) => {
      const isFound = new TextIndex(all).find(wanted);
      expect(all.map((_, number) => isFound(number))).toEqual(
        all.map((one) => wanted.every((some) => one.includes(some))),
      );
    }),
  );
});
