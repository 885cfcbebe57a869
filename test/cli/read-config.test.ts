import { readFileSync, symlinkSync, writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readArguments } from '../../src/cli/arguments.ts';
import { readConfig } from '../../src/cli/read-config.ts';
import { SETTINGS } from '../../src/cli/settings.ts';
import { ownFolder } from '../support/own-folder.ts';

const TOKEN = { name: 'ci', sha256: 'a'.repeat(64), scopes: ['admin'] };

function read(
  argv: string[],
  { env = {}, folder = ownFolder() }: { env?: Record<string, string>; folder?: string } = {},
) {
  return readConfig({ flags: readArguments(argv).flags, env, startFolder: folder });
}

function configFile(content: unknown, folder = ownFolder()): string {
  const path = join(folder, 'settings.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('readConfig', () => {
  it('needs nothing: the start folder is the workspace, and .gathering in it holds the data', () => {
    const folder = ownFolder();
    expect(read([], { folder }).config).toMatchObject({
      port: 4000,
      host: 'localhost',
      workspace: folder,
      data: join(folder, '.gathering'),
      load: [],
    });
  });

  it('takes the file that docs/settings.md shows, with paths that start in its folder', () => {
    const page = readFileSync(new URL('../../docs/settings.md', import.meta.url), 'utf8');
    const folder = ownFolder();
    for (const name of ['settings', 'demo']) mkdirSync(join(folder, name));
    const file = configFile(/```json\n(.*?)```/s.exec(page)?.[1], join(folder, 'settings'));
    expect(read([], { env: { GATHERING_CONFIG: file } }).config).toMatchObject({
      port: 4001,
      workspace: join(folder, 'demo'),
      load: ['core'],
      secrets: { API_KEY: { file: join(folder, 'settings/api-key') } },
    });
  });

  it('lets flags win over environment, environment over file, and file over defaults', () => {
    const file = configFile({ port: 1, host: '127.0.0.2', toolTimeoutMs: 5, load: ['file'] });
    const env = { GATHERING_PORT: '2', GATHERING_HOST: '127.0.0.3', GATHERING_LOAD: 'env' };
    expect(
      read(['--config', file, '--port', '3', '--load', 'a', '--load', 'b,c'], { env }).config,
    ).toMatchObject({
      port: 3,
      host: '127.0.0.3',
      toolTimeoutMs: 5,
      load: ['a', 'b', 'c'],
      hookTimeoutMs: 10_000,
    });
  });

  it('tells where each setting came from', () => {
    const file = configFile({ host: '127.0.0.2' });
    const env = { GATHERING_LOAD: 'a' };
    const { sourceOf } = read(['--config', file, '--port', '3'], { env });
    expect(['port', 'load', 'host', 'data'].map(sourceOf)).toEqual([
      'flag --port',
      'environment variable GATHERING_LOAD',
      `file ${file}`,
      'default',
    ]);
  });

  it('takes every setting from flag, environment and file alike', () => {
    const folder = ownFolder();
    const texts: Record<string, string> = {
      boolean: 'false',
      number: '2048',
      list: 'one,two',
    };
    const special: Record<string, string> = {
      host: '127.0.0.9',
      workspace: folder,
      data: join(folder, 'data'),
      plugins: folder,
      packageFolder: folder,
      pluginMemoryBytes: '67108864',
      jailMemoryBytes: '67108864',
      jailDiskBytes: '67108864',
      origins: 'https://a.example,https://b.example',
      logLevel: 'debug',
      approveAnnotations: 'destructive,openWorld',
      executionRetentionBytes: '67108864',
      artifactRetentionBytes: '2000000',
      uploadRetentionBytes: '2000000',
      executionRetentionDays: '7',
      idempotencyKeyHours: '12',
      pluginConfig: '{"core":{"depth":2}}',
      secrets: '{"KEY":{"env":"SOME_KEY"}}',
      tokens: JSON.stringify([TOKEN]),
    };
    for (const { name, kind, flag, variable } of SETTINGS) {
      const text = special[name] ?? texts[kind]!;
      const wanted = kind === 'list' ? text.split(',') : kind === 'text' ? text : JSON.parse(text);
      const file = configFile({ [name]: wanted });
      const results = [
        read([`${flag}=${text}`], { folder }),
        read([], { folder, env: { [variable]: text } }),
        read(['--config', file], { folder }),
      ];
      for (const { config } of results) expect(config).toHaveProperty(name, wanted);
    }
  });

  it('resolves relative paths from the start folder, and those of the file from the file', () => {
    const folder = ownFolder();
    mkdirSync(join(folder, 'settings', 'work'), { recursive: true });
    mkdirSync(join(folder, 'here'));
    const file = configFile(
      { workspace: 'work', data: 'store', secrets: { KEY: { file: 'key' } } },
      join(folder, 'settings'),
    );
    expect(read(['--config', 'settings/settings.json'], { folder }).config).toMatchObject({
      workspace: join(folder, 'settings/work'),
      data: join(folder, 'settings/store'),
      secrets: { KEY: { file: join(folder, 'settings/key') } },
    });
    const env = { GATHERING_DATA: 'there', GATHERING_CONFIG: file };
    expect(read(['--workspace', 'here'], { folder, env }).config).toMatchObject({
      workspace: join(folder, 'here'),
      data: join(folder, 'there'),
    });
  });

  it('counts an empty variable as unset', () => {
    expect(read([], { env: { GATHERING_PORT: '', GATHERING_LOAD: '' } }).config).toMatchObject({
      port: 4000,
      load: [],
    });
  });

  it('reads no file that was not named, for a tool could have written it', () => {
    const folder = ownFolder();
    for (const name of ['gathering.config.json', 'gathering.json', '.gathering.json']) {
      writeFileSync(join(folder, name), '{"port":1}');
    }
    expect(read([], { folder }).config.port).toBe(4000);
  });

  it('allows a GATHERING_ variable that a secret refers to', () => {
    const env = { GATHERING_KEY: 'hidden', GATHERING_SECRETS: '{"KEY":{"env":"GATHERING_KEY"}}' };
    expect(read([], { env }).config.secrets).toEqual({ KEY: { env: 'GATHERING_KEY' } });
  });
});

describe('readConfig refuses, in one line with setting, source and fault:', () => {
  const flags: [string[], string][] = [
    [['--port', 'abc'], 'Setting "port" (flag --port) must be a whole number, not "abc".'],
    [['--port', '1.5'], 'Setting "port" (flag --port) must be a whole number, not 1.5.'],
    [['--port', '-1'], 'Setting "port" (flag --port) must be at least 0, not -1.'],
    [['--port', '70000'], 'Setting "port" (flag --port) must be at most 65535, not 70000.'],
    [['--graphiql=yes'], 'Setting "graphiql" (flag --graphiql) must be true or false, not "yes".'],
    [
      ['--log-level', 'loud'],
      'Setting "logLevel" (flag --log-level) must be one of silent, error, warn, info, debug, not "loud".',
    ],
    [['--load', 'a,,b'], 'Setting "load" (flag --load): [1] must not be empty.'],
    [['--tokens', '[{'], 'Setting "tokens" (flag --tokens) is not valid JSON'],
    [['--tokens', '[{}]'], 'Setting "tokens" (flag --tokens): [0].name is missing.'],
    [
      ['--tokens', JSON.stringify([{ ...TOKEN, scope: 1 }])],
      'Setting "tokens" (flag --tokens): [0] has an unknown field "scope".',
    ],
    [
      ['--secrets', '{"1st":{"env":"A"}}'],
      'Setting "secrets" (flag --secrets): 1st is no possible name: ' +
        'a name has only letters, digits and _, and no digit first.',
    ],
    [
      ['--plugin-config', '{"core":3}'],
      'Setting "pluginConfig" (flag --plugin-config): core must be an object.',
    ],
    [
      ['--origins', 'https://a.example/'],
      'Setting "origins" (flag --origins): [0] must be an origin such as https://dashboard.example, without a path.',
    ],
    [
      ['--hosts', 'a.example:80'],
      'Setting "hosts" (flag --hosts): [0] must be a host name, without scheme or port.',
    ],
  ];
  it.each(flags)('%j', (argv, line) => {
    expect(() => read(argv)).toThrow(line);
  });

  const variables: [Record<string, string>, string][] = [
    [
      { GATHERING_PORT: 'tcp://10.0.0.1:80' },
      'Setting "port" (environment variable GATHERING_PORT) must be a whole number, not "tcp://10.0.0.1:80".',
    ],
    [{ GATHERING_PROT: '1' }, 'Unknown environment variable GATHERING_PROT. Did you mean GATHERING_PORT?'],
    [
      { GATHERING_QQQQQQQQQQQQ: '1' },
      'Unknown environment variable GATHERING_QQQQQQQQQQQQ. `gathering --help` lists them.',
    ],
  ];
  it.each(variables)('%j', (env, line) => {
    expect(() => read([], { env })).toThrow(line);
  });

  const files: [unknown, string][] = [
    [{ prot: 1 }, 'Unknown setting "prot" (file FILE). Did you mean port?'],
    [{ port: '1' }, 'Setting "port" (file FILE) must be a whole number, not "1".'],
    [{ load: 'core' }, 'Setting "load" (file FILE) must be a list, not "core".'],
    [[], 'The configuration file FILE must hold one JSON object.'],
    ['{"port": 1,\n oops}', 'The configuration file FILE is not valid JSON (line 2 column 2).'],
    ['', 'The configuration file FILE is not valid JSON.'],
  ];
  it.each(files)('a file holding %j', (content, line) => {
    const file = configFile(content);
    expect(() => read(['--config', file])).toThrow(line.replace('FILE', file));
  });

  it('a configuration file that is missing or a folder', () => {
    const folder = ownFolder();
    expect(() => read(['--config', 'none.json'], { folder })).toThrow(
      `The configuration file ${join(folder, 'none.json')} does not exist.`,
    );
    expect(() => read(['--config', '.'], { folder })).toThrow('cannot be read (EISDIR).');
  });

  it('a workspace or data folder that is missing, a file, or in the way', () => {
    const folder = ownFolder();
    writeFileSync(join(folder, 'file'), '');
    mkdirSync(join(folder, 'work'));
    symlinkSync(folder, join(folder, 'link'));
    const refused = (argv: string[]) => expect(() => read(argv, { folder }));
    const place = (name: string) => join(folder, name);
    refused(['--workspace', 'none']).toThrow(
      `Setting "workspace" (flag --workspace): ${place('none')} does not exist.`,
    );
    refused(['--workspace', 'file']).toThrow(
      `Setting "workspace" (flag --workspace): ${place('file')} is no folder.`,
    );
    refused(['--data', 'file']).toThrow(`Setting "data" (flag --data): ${place('file')} is no folder.`);
    refused(['--data', 'file/in']).toThrow('is no folder.');
    refused(['--data', '.']).toThrow('must not be the workspace or a folder around it.');
    refused(['--data', 'link', '--workspace', 'work']).toThrow(
      'must not be the workspace or a folder around it.',
    );
  });

  it('and never repeats what may be a secret', () => {
    const wrong = [
      ['--tokens', 'hunter2hunter2'],
      ['--tokens', '{"a":hunter2hunter2}'],
      ['--tokens', '[{"name":"a","sha256":"hunter2hunter2","scopes":["admin"]}]'],
      ['--secrets', '{"KEY":"hunter2hunter2"}'],
      ['--config', configFile('{"tokens": hunter2hunter2 }')],
    ];
    for (const argv of wrong) {
      expect(() => read(argv)).toThrow(expect.objectContaining({ name: 'UsageError' }));
      expect(() => read(argv)).not.toThrow(/hunter2/);
    }
  });
});
