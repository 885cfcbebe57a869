import { definePlugin } from 'gathering/plugin';
import { calculate } from './calculate.ts';
import { competencies } from './competencies.ts';
import { config } from './config.ts';
import { fsDelete, fsMove } from './file-changes.ts';
import { fsList, fsRead, fsWrite } from './files.ts';
import { fsSearch } from './fs-search.ts';
import { gitAdd } from './git-add.ts';
import { gitBlame } from './git-blame.ts';
import { gitBranches } from './git-branches.ts';
import { gitCheckout } from './git-checkout.ts';
import { gitClone } from './git-clone.ts';
import { gitCommit } from './git-commit.ts';
import { gitDiff } from './git-diff.ts';
import { gitFetch } from './git-fetch.ts';
import { gitLog } from './git-log.ts';
import { gitPush } from './git-push.ts';
import { gitShow } from './git-show.ts';
import { gitStatus } from './git-status.ts';
import { httpRequest } from './http-request.ts';
import { javascriptRun } from './javascript-run.ts';
import { llmChat } from './llm-chat.ts';
import { pythonRun } from './python-run.ts';
import { runCommand } from './run-command.ts';
import { runTests } from './run-tests.ts';
import { textFiles } from './text-files.ts';

export default definePlugin({
  id: 'core',
  name: 'Core',
  version: '0.4.0',
  description:
    'What nearly every agent needs: the files of the workspace, its git repositories, text files, programs of its own, tests, mathematics, the web, and language models.',
  author: 'GatheRing',
  license: 'MIT',
  tags: ['files', 'git', 'text', 'code', 'tests', 'mathematics', 'web', 'llm'],
  config,
  tools: [
    fsRead,
    fsWrite,
    fsList,
    fsMove,
    fsDelete,
    fsSearch,
    gitStatus,
    gitLog,
    gitDiff,
    gitShow,
    gitBlame,
    gitBranches,
    gitAdd,
    gitCommit,
    gitCheckout,
    gitClone,
    gitFetch,
    gitPush,
    javascriptRun,
    pythonRun,
    runCommand,
    runTests,
    calculate,
    httpRequest,
    llmChat,
  ],
  competencies,
  fileHandlers: [textFiles],
});
