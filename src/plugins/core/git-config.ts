/**
 * What a repository may configure: keys that can neither run a program nor name a file to be read, in any
 * command that reads. What is missing here is refused: `filter.*`, `diff.*.textconv`, `include.path`,
 * `core.fsmonitor`, `gpg.program`, `remote.*.promisor`, and whatever git learns next.
 */
const KEYS: Readonly<Record<string, string>> = {
  // `core.hookspath` names programs, but every run overrides it: hooks are off.
  core:
    'abbrev autocrlf bare bigfilethreshold checkroundtripencoding checkstat commitgraph compression ' +
    'createobject deltabasecachelimit eol filemode filesreflocktimeout fscache fsync fsyncmethod hidedotfiles hookspath ' +
    'ignorecase ignorestat logallrefupdates longpaths loosecompression multipackindex packedgitlimit ' +
    'packedgitwindowsize packedrefstimeout precomposeunicode preloadindex protecthfs protectntfs quotepath ' +
    'repositoryformatversion safecrlf sharedrepository sparsecheckout sparsecheckoutcone splitindex symlinks ' +
    'trustctime untrackedcache usereplacerefs warnambiguousrefs whitespace',
  extensions:
    'compatobjectformat noop objectformat preciousobjects refstorage relativeworktrees worktreeconfig',
  index: 'recordendofindexentries recordoffsettable sparse threads version',
  user: 'email name signingkey useconfigonly',
  author: 'email name',
  committer: 'email name',
  init: 'defaultbranch',
  commit: 'cleanup gpgsign status verbose',
  tag: 'gpgsign sort',
  branch: 'autosetupmerge autosetuprebase sort',
  push: 'autosetupremote default followtags recursesubmodules usebitmaps',
  pull: 'ff octopus rebase twohead',
  fetch: 'all fsckobjects parallel prune prunetags recursesubmodules unpacklimit writecommitgraph',
  merge: 'conflictstyle ff tool renamelimit renames stat',
  rebase: 'autosquash autostash missingcommitscheck rescheduleonfailure stat updaterefs',
  rerere: 'autoupdate enabled',
  gc: 'auto autodetach autopacklimit cruftpacks pruneexpire reflogexpire reflogexpireunreachable writecommitgraph',
  maintenance: 'auto strategy',
  pack: 'compression depth threads window windowmemory writebitmaphashcache',
  receive: 'advertisepushoptions autogc denycurrentbranch denydeletes denynonfastforwards fsckobjects',
  transfer: 'fsckobjects unpacklimit',
  diff: 'tool algorithm colormoved context indentheuristic interhunkcontext mnemonicprefix noprefix renamelimit renames',
  status: 'aheadbehind branch relativepaths renamelimit renames short showstash showuntrackedfiles',
  log: 'abbrevcommit date decorate follow showroot',
  color: 'branch diff status ui',
  i18n: 'commitencoding logoutputencoding',
  http: 'extraheader postbuffer proxy sslverify version',
  remote: 'pushdefault',
  submodule: 'active recurse',
  lfs: 'repositoryformatversion url',
  gui: 'encoding geometry wmstate',
};

/** Of sections with a name of their own in between, such as `remote.origin.url`. */
const NAMED_KEYS: Readonly<Record<string, string>> = {
  remote:
    'fetch followremotehead gh-resolved mirror prune prunetags push pushurl skipdefaultupdate skipfetchall tagopt url',
  branch:
    'description merge mergeoptions pushremote rebase remote vscode-merge-base github-pr-owner-number ' +
    'gk-last-accessed gk-last-modified gk-merge-base',
  submodule: 'active branch fetchrecursesubmodules ignore shallow url',
  url: 'insteadof pushinsteadof',
  http: 'extraheader postbuffer sslverify version',
  lfs: 'access locksverify',
};

const allowed = allowList(KEYS);
const allowedNamed = allowList(NAMED_KEYS);

/** One entry of `git config --list -z`. */
export interface ConfigEntry {
  key: string;
  /** Null where there is a key alone, which means `true`. */
  value: string | null;
}

export function parseConfig(output: Buffer): ConfigEntry[] {
  return output
    .toString()
    .split('\0')
    .slice(0, -1)
    .map((entry) => {
      const [key = '', ...value] = entry.split('\n');
      return { key, value: value.length === 0 ? null : value.join('\n') };
    });
}

/** A configuration file in which git finds just these entries. */
export function configText(entries: readonly ConfigEntry[]): string {
  return entries
    .map(({ key, value }) => {
      const { section, name, variable } = partsOf(key);
      const heading = name === null ? section : `${section} ${quoted(name)}`;
      return `[${heading}]\n\t${variable}${value === null ? '' : ` = ${quoted(value)}`}\n`;
    })
    .join('');
}

/** Can this key neither run a program nor lead out of the repository? git gives section and name in lower case. */
export function isHarmless(key: string): boolean {
  const { section, name, variable } = partsOf(key);
  const list = name === null ? allowed : allowedNamed;
  return list.has(`${section}.${variable}`) || /^advice\.[a-z]+$/.test(key);
}

/** The name in between, such as `origin`, may have dots itself. */
function partsOf(key: string): { section: string; name: string | null; variable: string } {
  const first = key.indexOf('.');
  const last = key.lastIndexOf('.');
  const name = first === last ? null : key.slice(first + 1, last);
  return { section: key.slice(0, first), name, variable: key.slice(last + 1) };
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}

function allowList(sections: Readonly<Record<string, string>>): ReadonlySet<string> {
  return new Set(
    Object.entries(sections).flatMap(([section, names]) =>
      names.split(' ').map((name) => `${section}.${name}`),
    ),
  );
}
