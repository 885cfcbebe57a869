import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { configText, parseConfig } from '../../../src/plugins/core/git-config.ts';

it('a configuration is written so that git reads just what was written', () => {
  const entries = [
    { key: 'core.symlinks', value: null },
    { key: 'core.abbrev', value: '' },
    { key: 'user.name', value: ' "Ada" \\ # ; \\n\t[core] ' },
    { key: 'branch.a.b"c\\d]e.description', value: 'one\ntwo\n[include]\n\tpath = /etc/passwd\n' },
    { key: 'remote.Origin.url', value: 'ä\r\n$(x) `x`\\' },
    { key: 'http.https://example.org/.extraheader', value: 'a: b' },
  ];
  const output = execFileSync('git', ['config', '--file', '-', '--null', '--list'], {
    input: configText(entries),
  });
  expect(parseConfig(output)).toEqual(entries);
});
