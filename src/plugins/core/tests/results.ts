/** What a runner told of each test. It is the project's word: bounded and checked, not believed to be true. */
import { z } from 'gathering/plugin';

/** Of the tests that are told one by one; those that failed go first. */
const MOST_TESTS = 1_000;
/** Of all messages together. */
const MOST_CHARACTERS = 100_000;
/** Kept while it runs. */
const MOST_KEPT = 50_000;
const NAME_CHARACTERS = 300;
const MESSAGE_CHARACTERS = 4_001;

export const testResult = z.strictObject({
  name: z.string().describe('With the names of the groups that it is in, separated by ` > `.'),
  file: z.string().describe('Relative to the folder of the project.'),
  status: z
    .enum(['passed', 'failed', 'skipped', 'error'])
    .describe('`error` where it, or its whole file, could not be run: a syntax error, for one.'),
  durationMs: z.number().nullable().describe('Null where the runner does not say.'),
  message: z.string().nullable().describe('Why it did not pass.'),
});
export type TestResult = z.output<typeof testResult>;

const RANK = { error: 0, failed: 1, skipped: 2, passed: 3 };

export class Results {
  readonly counts = { total: 0, passed: 0, failed: 0, skipped: 0, errors: 0 };
  #kept: TestResult[] = [];

  add(text: string): void {
    const found = parsed(text);
    if (!found) return;
    this.counts.total += 1;
    this.counts[found.status === 'error' ? 'errors' : found.status] += 1;
    if (this.#kept.length < MOST_KEPT) this.#kept.push(found);
  }

  /** Those that did not pass first; of too many the rest is left out. */
  told(): { tests: TestResult[]; testsTruncated: boolean } {
    let left = MOST_CHARACTERS;
    const sorted = this.#kept.toSorted((a, b) => RANK[a.status] - RANK[b.status]).slice(0, MOST_TESTS);
    const tests = sorted.map((one): TestResult => {
      const message = one.message === null ? null : one.message.slice(0, Math.max(left, 0));
      left -= message?.length ?? 0;
      return { ...one, message };
    });
    return { tests, testsTruncated: this.counts.total > tests.length };
  }
}

function parsed(text: string): TestResult | null {
  try {
    const found = testResult.parse(JSON.parse(text));
    return {
      ...found,
      name: found.name.slice(0, NAME_CHARACTERS),
      file: found.file.slice(0, NAME_CHARACTERS),
      message: found.message?.slice(0, MESSAGE_CHARACTERS) ?? null,
    };
  } catch {
    return null;
  }
}
