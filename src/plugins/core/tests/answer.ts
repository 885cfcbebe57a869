/** What a caller is told of a run. */
import { toolResult } from 'gathering/plugin';
import { type Ended, shownText } from '../programs/run-program.ts';
import type { Project } from './find-project.ts';
import type { Results, TestResult } from './results.ts';

/** Characters of stdout, and of stderr, in the result: the tests tell the rest. */
const TAIL = 16_384;
const SHOWN_TESTS = 20;

/** @param results null where the runner told nothing of single tests. */
export function told({ runner }: Project, results: Results | null, ended: Ended) {
  const [stdout, stderr] = [ended.stdout.slice(-TAIL), ended.stderr.slice(-TAIL)];
  const short = {
    ...{ exitCode: ended.exitCode, stdout, stderr },
    stdoutTruncated: ended.stdoutTruncated || stdout.length < ended.stdout.length,
    stderrTruncated: ended.stderrTruncated || stderr.length < ended.stderr.length,
  };
  const { tests, testsTruncated } = results?.told() ?? { tests: [], testsTruncated: false };
  const counts = results?.counts ?? null;
  const value = { runner, success: ended.exitCode === 0, counts, tests, testsTruncated, ...short };
  return toolResult(value, counts ? summary(counts, tests) : shownText(short));
}

function summary(
  { total, passed, failed, skipped, errors }: Results['counts'],
  tests: readonly TestResult[],
): string {
  const head = `${total} tests: ${passed} passed, ${failed} failed, ${skipped} skipped, ${errors} with errors.`;
  const bad = tests.filter(({ status }) => status === 'failed' || status === 'error');
  const shown = bad
    .slice(0, SHOWN_TESTS)
    .map(({ name, file, message }) => `✗ ${name} (${file})\n${message ?? ''}`);
  return [
    head,
    ...shown,
    ...(bad.length > SHOWN_TESTS ? [`… and ${failed + errors - SHOWN_TESTS} more.`] : []),
  ].join('\n\n');
}
