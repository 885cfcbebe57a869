/** How git is run, whatever the repository or the machine says. */

/** Where the git program and what it needs are sought. Nothing of the server's own environment reaches it. */
export const PROGRAM_FOLDERS = '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin';

export const ENVIRONMENT: Readonly<Record<string, string>> = {
  LANG: 'C.UTF-8',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none',
};

/** Said on the command line, they win over any file. The last makes `diff` leave the index as it is. */
export const SETTINGS = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.attributesFile=/dev/null',
  'core.excludesFile=/dev/null',
  'core.quotePath=false',
  'submodule.recurse=false',
  'diff.autoRefreshIndex=false',
];

/** Of commands that write: nothing else is started by them, no one is asked, and names that other systems take for `.git` are refused. */
export const WRITE_SETTINGS = [
  'core.protectHFS=true',
  'core.protectNTFS=true',
  'commit.gpgSign=false',
  'tag.gpgSign=false',
  'i18n.commitEncoding=utf-8',
  'gc.auto=0',
  'maintenance.auto=false',
  'advice.detachedHead=false',
  'advice.pushUpdateRejected=false',
  'fetch.recurseSubmodules=false',
  'push.recurseSubmodules=no',
  'push.gpgSign=false',
  'push.followTags=false',
  'rerere.enabled=false',
];
