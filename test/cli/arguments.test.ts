import { describe, expect, it } from 'vitest';
import { readArguments } from '../../src/cli/arguments.ts';

describe('readArguments', () => {
  it('serves when no command is named', () => {
    expect(readArguments([]).command).toBe('serve');
    expect(readArguments(['--port', '1']).command).toBe('serve');
    expect(readArguments(['serve']).command).toBe('serve');
  });

  it('takes a value after a space or an equals sign', () => {
    expect(readArguments(['--port', '1']).flags.get('--port')).toEqual(['1']);
    expect(readArguments(['--port=1']).flags.get('--port')).toEqual(['1']);
  });

  it('keeps every value of a repeated flag', () => {
    expect(readArguments(['--load', 'a', '--load', 'b']).flags.get('--load')).toEqual(['a', 'b']);
  });

  it('turns a boolean on, off and to a given value', () => {
    expect(readArguments(['--graphiql']).flags.get('--graphiql')).toEqual(['true']);
    expect(readArguments(['--no-graphiql']).flags.get('--graphiql')).toEqual(['false']);
    expect(readArguments(['--graphiql=0']).flags.get('--graphiql')).toEqual(['0']);
  });

  it('gives backup and restore their file', () => {
    const invocation = readArguments(['backup', 'copy.db', '--data', 'd']);
    expect(invocation).toMatchObject({ command: 'backup', operands: ['copy.db'] });
    expect(readArguments(['--data', 'd', 'restore', 'copy.db']).operands).toEqual(['copy.db']);
  });

  it('takes a command of two words', () => {
    const invocation = readArguments(['plugins', 'init', 'folder']);
    expect(invocation).toMatchObject({ command: 'plugins init', operands: ['folder'] });
  });

  it.each([['--help'], ['-h'], ['backup', '--help']])('answers help to %j', (...argv) => {
    expect(readArguments(argv).command).toBe('help');
  });

  it.each([['--version'], ['-v']])('answers version to %j', (...argv) => {
    expect(readArguments(argv).command).toBe('version');
  });

  it.each([
    [['--prot', '1'], 'Unknown flag --prot. Did you mean --port?'],
    [['--no-graphical'], 'Unknown flag --no-graphical. Did you mean --no-graphiql?'],
    [['--qqqqqqqqqq'], 'Unknown flag --qqqqqqqqqq. `gathering --help` lists them.'],
    [['-p', '1'], 'Unknown flag -p. `gathering --help` lists them.'],
    [['--port'], '--port needs a value.'],
    [['--port='], '--port needs a value.'],
    [['--port', '--host', 'x'], '--port needs a value.'],
    [['--no-graphiql=yes'], '--no-graphiql takes no value.'],
    [['hash-token', '--new=1'], '--new takes no value.'],
    [['srve'], 'Unknown command "srve". Did you mean serve?'],
    [
      ['toString'],
      'Unknown command "toString". The commands are serve, backup, restore, hash-token, plugins init, plugins add, check.',
    ],
    [['plugins', 'inti', 'x'], 'Unknown command "plugins inti". Did you mean plugins init or plugins add?'],
    [['plugins', 'init'], '"plugins init" needs a DIR: gathering plugins init DIR'],
    [['plugins', 'init', 'a', 'b'], '"plugins init" does not take "b".'],
    [['serve', 'more'], '"serve" does not take "more".'],
    [
      ['plugins'],
      'Unknown command "plugins". The commands are serve, backup, restore, hash-token, plugins init, plugins add, check.',
    ],
    [['backup'], '"backup" needs a FILE: gathering backup FILE'],
    [['backup', 'a', 'b'], '"backup" does not take "b".'],
    [['backup', 'a', '--port', '1'], '"backup" does not take --port.'],
    [['--new'], '"serve" does not take --new.'],
    [['--a\u001b[2Jb'], 'Unknown flag --a\ufffd[2Jb. `gathering --help` lists them.'],
  ])('refuses %j in one line that names the argument', (argv, line) => {
    expect(() => readArguments(argv)).toThrow(expect.objectContaining({ name: 'UsageError', message: line }));
  });
});
