/**
 * In the jail, on Node: runs a project's own vitest, jest, `node --test` or `npm test`, and tells what its report says. The report
 * is the project's word: it is read here, not in the server.
 */
'use strict';
const { spawnSync } = require('node:child_process');
const { existsSync, readFileSync, realpathSync } = require('node:fs');
const { delimiter, dirname, join, relative } = require('node:path');
const { createRequire } = require('node:module');
const { plain, tell, test } = require('./tell.cjs');

/** Its own for each run. */
const HOME = process.env.HOME;
const REPORT = join(HOME, 'report.json');
const { runner, file } = JSON.parse(readFileSync(3, 'utf8'));
const cwd = process.cwd();
const chosen = file === null ? [] : [file];

const COMMANDS = {
  vitest: () => [
    binOf('vitest'),
    'run',
    ...chosen,
    ...['--reporter=json', `--outputFile.json=${REPORT}`, '--reporter=default'],
    `--reporter=${join(__dirname, 'vitest-progress.mjs')}`,
    // The project is read-only: a configuration is not bundled beside itself.
    ...['--configLoader=runner', '--no-cache', '--no-color'],
  ],
  jest: () => [
    binOf('jest'),
    ...chosen,
    ...[
      '--ci',
      '--json',
      `--outputFile=${REPORT}`,
      '--testLocationInResults',
      `--cacheDirectory=${join(HOME, 'jest')}`,
    ],
    ...['--watchman=false', '--no-color', '--passWithNoTests', '--reporters=default'],
    `--reporters=${join(__dirname, 'jest-progress.cjs')}`,
  ],
  node: () => [
    '--test',
    ...[`--test-reporter=${join(__dirname, 'node-reporter.mjs')}`, '--test-reporter-destination=stdout'],
    ...chosen,
  ],
  npm: () => [npm(), 'test'],
};

function main() {
  let args;
  try {
    args = COMMANDS[runner]();
  } catch (error) {
    tell('problem', error.message);
    return;
  }
  const path = [dirname(process.execPath), process.env.PATH].join(delimiter);
  const env = { ...process.env, PATH: path, CI: 'true', NO_COLOR: '1', npm_config_update_notifier: 'false' };
  const stdio = ['ignore', 'inherit', 'inherit', 3];
  const { status } = spawnSync(process.execPath, args, { env, stdio });
  if (existsSync(REPORT)) tellReport(JSON.parse(readFileSync(REPORT, 'utf8')));
  process.exitCode = status ?? 1;
}

function binOf(name) {
  let manifest;
  try {
    manifest = createRequire(join(cwd, 'package.json')).resolve(`${name}/package.json`);
  } catch {
    throw new Error(`There is no ${name} in the project's node_modules. Install it there.`);
  }
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8'));
  return join(dirname(manifest), typeof bin === 'string' ? bin : bin[name]);
}

function npm() {
  const found = process.env.PATH.split(delimiter).map((folder) => join(folder, 'npm')).find((one) => existsSync(one)); // prettier-ignore
  if (!found)
    throw new Error(
      'There is no npm among the programs of the system. Install it, or name another `runner`.',
    );
  return realpathSync(found);
}

/** As jest has it, and vitest after it. Source: https://jestjs.io/docs/configuration#testresultsprocessor-string. */
function tellReport({ testResults }) {
  for (const suite of testResults) {
    const of = relative(cwd, suite.name);
    for (const one of suite.assertionResults) test(asTest(of, one));
    if (suite.assertionResults.length > 0 || !suite.message) continue;
    test({ name: of, file: of, status: 'error', durationMs: null, message: plain(suite.message) });
  }
  // Last: of a report that cannot be read, nothing is known.
  tell('report');
}

const STATUSES = { passed: 'passed', failed: 'failed' };

function asTest(of, { ancestorTitles, title, status, duration, failureMessages }) {
  return {
    name: [...ancestorTitles, title].filter(Boolean).join(' > '),
    file: of,
    status: STATUSES[status] ?? 'skipped',
    durationMs: duration ?? null,
    message: failureMessages?.join('\n') || null,
  };
}

main();
