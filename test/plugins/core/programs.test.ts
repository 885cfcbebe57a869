/** javascript_run and python_run, as a caller has them. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { jailFor } from '../../../src/execution/jail/jail-for-call.ts';
import { openWorkspace } from '../../../src/execution/workspace.ts';
import {
  JailError,
  type JsonObject,
  type ToolContext,
  type Workspace,
} from '../../../src/plugins/contract.ts';
import { javascriptRun } from '../../../src/plugins/core/javascript-run.ts';
import { pythonRun } from '../../../src/plugins/core/python-run.ts';
import { openTestJail } from '../../support/jail.ts';
import { ownFolder } from '../../support/own-folder.ts';
import { skipWithout } from '../../support/skip-without.ts';
import { contextFor, runTool } from './run-tool.ts';

const MEBIBYTE = 1024 * 1024;
const jail = openTestJail();
let root: string;
let workspace: Workspace;

beforeEach((context) => {
  skipWithout(context, 'bubblewrap');
  skipWithout(context, 'python3');
  root = ownFolder();
  workspace = openWorkspace({ root });
});

const tools = { python: pythonRun, javascript: javascriptRun };
type Language = keyof typeof tools;
const LANGUAGES = Object.keys(tools) as Language[];

const call = (language: Language, code: string, more: JsonObject = {}, signal?: AbortSignal) =>
  runTool(tools[language], { code, ...more }, workspace, signal, jail);
const run = async (language: Language, code: string, more?: JsonObject, signal?: AbortSignal) =>
  (await call(language, code, more, signal)).value;

/** The same program in both languages. */
const both = (python: string, javascript: string): [Language, string][] => [
  ['python', python],
  ['javascript', javascript],
];

describe('a program', () => {
  it.each(both('print("héllo 🌍")', 'console.log("héllo 🌍")'))('in %s prints', async (language, code) => {
    expect(await call(language, code)).toMatchObject({
      value: {
        exitCode: 0,
        stdout: 'héllo 🌍\n',
        stdoutTruncated: false,
        stderr: '',
        stderrTruncated: false,
      },
      text: 'héllo 🌍\n',
    });
  });

  it.each(
    both(
      'import sys; print(sys.argv[1:], sys.stdin.read(), file=sys.stderr)',
      'console.error(JSON.stringify(args), readStdin())',
    ),
  )('in %s has arguments and input', async (language, code) => {
    const { stderr } = await run(language, code, { args: ['a b', '--x', "ü'"], stdin: 'line\nüü' });
    expect(stderr.replaceAll(/["' ]/g, '')).toMatch(/\[ab,--x,ü\]line\nüü\n/);
  });

  it.each(
    both(
      'open("out/b.txt", "w").write(open("a.txt").read().upper()); import os; print(sorted(os.listdir(".")))',
      'writeFile("out/b.txt", readFile("a.txt").toUpperCase()); console.log(listFiles().map((f) => f.name).sort())',
    ),
  )('in %s reads and writes the files that it is given', async (language, code) => {
    await mkdir(join(root, 'out'));
    await writeFile(join(root, 'a.txt'), 'text');
    await writeFile(join(root, 'other.txt'), 'not given');
    const files: JsonObject[] = [{ path: 'a.txt' }, { path: 'out', writable: true }];
    const { stdout, exitCode } = await run(language, code, { files });
    expect([exitCode, stdout.replaceAll(/['" ]/g, '')]).toEqual([0, '[a.txt,out]\n']);
    expect(await readFile(join(root, 'out/b.txt'), 'utf8')).toBe('TEXT');
  });

  it.each(both('raise SystemExit(7)', 'exit(7)'))(
    'in %s chooses its exit code, which is a result',
    async (language, code) => {
      expect(await call(language, code)).toMatchObject({ value: { exitCode: 7 }, text: 'Exit code 7.' });
    },
  );

  it.each(both('def f():\n    return 1 / 0\nf()', 'function f() { throw new TypeError("no"); }\nf()'))(
    'in %s that throws is a result that tells where, in lines of its own',
    async (language, code) => {
      const { exitCode, stderr } = await run(language, code);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(
        language === 'python'
          ? /line 3, in <module>[^]*line 2, in f[^]*ZeroDivisionError/
          : /TypeError: no\n.*at f \(program\.js:1/,
      );
      expect(stderr).not.toMatch(/run\.py|run\.mjs|prelude|wasm/);
    },
  );

  it.each(both('x = (', 'const x = ('))('in %s that is none is told so', async (language, code) => {
    expect(await run(language, code)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('SyntaxError'),
    });
  });

  it.each(both('print("x" * 200_000 + "end")', 'console.log("x".repeat(200_000) + "end")'))(
    'in %s that prints much shows the end of it',
    async (language, code) => {
      const { stdout, stdoutTruncated } = await run(language, code);
      expect([stdout.length, stdout.slice(-5), stdoutTruncated]).toEqual([65_536, 'xend\n', true]);
    },
  );

  it.each(
    both(
      'import gathering, time\nfor i in range(3):\n    print(i)\n    gathering.progress(i / 2, f"step\\t{i}")\n    time.sleep(0.1)',
      'for (let i = 0; i < 3; i++) { console.log(i); gathering.progress(i / 2, `step\\t${i}`); await new Promise((done) => setTimeout(done, 100)); }',
    ),
  )('in %s is watched while it runs: its output and how far it is', async (language, code) => {
    const told: unknown[] = [];
    const signal = new AbortController().signal;
    const output = (text: string) => void (text.trim() && told.push(text.trim()));
    const context: ToolContext = {
      ...contextFor(workspace, signal, jail),
      jail: jailFor(jail, workspace, {
        signal,
        output,
        usage() {},
        limits: {},
        actor: { kind: 'USER', name: 'test' },
      }),
      output,
      progress: (fraction, message) => void told.push([fraction, message]),
    };
    const ended = Promise.resolve(
      tools[language].run({ code, args: [], stdin: '', files: [], memoryMiB: 64 }, context),
    ).then(() => told.push('ended'));
    await expect.poll(() => told.length, { timeout: 10_000 }).toBeGreaterThan(1);
    expect(told).not.toContain('ended');
    await ended;
    expect(told.filter((one) => typeof one === 'string')).toEqual(['0', '1', '2', 'ended']);
    expect(told.filter((one) => typeof one !== 'string')).toEqual([
      [0, 'step 0'],
      [0.5, 'step 1'],
      [1, 'step 2'],
    ]);
  });

  it.each(both('while True: pass', 'for (;;);'))(
    'in %s that never ends is ended with its call',
    async (language, code) => {
      const begun = performance.now();
      await expect(run(language, code, {}, AbortSignal.timeout(300))).rejects.toThrow('timeout');
      expect(performance.now() - begun).toBeLessThan(10_000);
    },
  );
});

describe('a program that takes too much fails its call with the limit, and the next one runs', () => {
  const bombs: [string, Language, string][] = [
    ['memory', 'python', 'x = []\nwhile True: x.append(bytearray(10**6))'],
    ['memory', 'python', 'x = "x" * 10**10'],
    ['memory', 'javascript', 'const all = []; for (;;) all.push(new Uint8Array(1e6).fill(1))'],
    ['memory', 'javascript', 'const all = []; for (let i = 0; ; i++) all.push({ i })'],
    ['processes', 'python', 'import os\nwhile True: os.fork()'],
    [
      'processes',
      'python',
      'import threading, time\nwhile True: threading.Thread(target=time.sleep, args=(60,)).start()',
    ],
    ['disk', 'python', 'while True: open("/tmp/x", "ab").write(b"x" * 10**6)'],
    [
      'disk',
      'javascript',
      'const text = "x".repeat(1e6); for (let i = 0; ; i++) writeFile(`/tmp/${i}`, text)',
    ],
    ['disk', 'python', 'i = 0\nwhile True:\n    i += 1\n    open(f"out/{i}", "wb").write(b"x" * 10**6)'],
    ['output', 'python', 'while True: print("x" * 10**6)'],
    ['output', 'javascript', 'for (;;) console.log("x".repeat(1e6))'],
  ];

  it.each(bombs)('%s: %s, %s', async (limit, language, code) => {
    const files = code.includes('out/') ? [{ path: 'out/', writable: true }] : [];
    const error: unknown = await run(language, code, { files, memoryMiB: 64 }).then(
      (answer) => expect.fail(JSON.stringify(answer).slice(0, 500)),
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(JailError);
    expect(error).toMatchObject({ code: 'LIMIT_EXCEEDED', limit, sideEffectsPossible: files.length > 0 });
    const hello = language === 'python' ? 'print("hello")' : 'console.log("hello")';
    expect(await run(language, hello)).toMatchObject({ exitCode: 0, stdout: 'hello\n' });
  });

  it.each(
    both(
      'x = bytearray(40 * 2**20)\nprint(len(x))',
      'console.log(new Uint8Array(40 * 2**20).fill(1).length)',
    ),
  )('and one in %s that takes nearly as much does not', async (language, code) => {
    expect((await run(language, code, { memoryMiB: 64 })).stdout).toBe(`${40 * MEBIBYTE}\n`);
  });
});

describe('a program cannot leave', () => {
  it.each(
    both(
      `import os, socket
def attempt(what):
    try: return what()
    except Exception as error: return type(error).__name__
print(attempt(lambda: open('PATH').read()), attempt(lambda: os.listdir('/home')), attempt(lambda: socket.create_connection(('1.1.1.1', 53), 1)), [k for k in os.environ if 'GATHERING' in k or 'TOKEN' in k])`,
      `const attempt = (what) => { try { return what(); } catch (error) { return error.message.split(':')[0]; } };
console.log(attempt(() => readFile('PATH')), attempt(() => listFiles('/home')), typeof process, typeof require, typeof fetch, typeof WebAssembly)`,
    ),
  )('in %s', async (language, code) => {
    const canary = join(ownFolder(), 'canary');
    await writeFile(canary, 'canary');
    const { stdout } = await run(language, code.replace('PATH', canary));
    expect(stdout).toBe(
      language === 'python'
        ? 'FileNotFoundError FileNotFoundError OSError []\n'
        : 'ENOENT ENOENT undefined undefined undefined undefined\n',
    );
  });
});

describe('javascript_run', () => {
  it.each([
    ['1 + 1', 2],
    ['({ a: [1, "x", null, true] })', { a: [1, 'x', null, true] }],
    ['await Promise.resolve("later")', 'later'],
    ['undefined', null],
    ['() => 1', null],
    ['const a = {}; a.a = a; a', null],
    ['10n', null],
    ['JSON.stringify = () => "wrong"; 5', 5],
  ])('answers the value of the last expression: %s', async (code, result) => {
    expect(await run('javascript', code)).toMatchObject({ exitCode: 0, result });
  });

  it('shows the result to a model', async () => {
    expect((await call('javascript', 'console.log("said"); [1]')).text).toBe('said\n\nResult: [1]');
  });

  it('prints what is no text so that it can be read', async () => {
    const { stdout } = await run(
      'javascript',
      'console.log({ a: 1 }, [1, 2n], new Map([["k", 1]]), new Set([1]), undefined, null, Symbol("s"), () => 1)',
    );
    expect(stdout).toBe(
      '{"a":1} [1,"2n"] Map [["k",1]] Set [1] undefined null Symbol(s) [Function: anonymous]\n',
    );
  });

  it.each([
    ['f = () => f(); f()', 'stack overflow'],
    ['let o; for (let i = 0; i < 1e6; i++) o = { o }; JSON.stringify(o)', 'overflow'],
    ['"x".repeat(2 ** 30)', 'invalid string length'],
    ['await new Promise(() => {})', 'nothing settles'],
    ['await Promise.reject(new Error("later"))', 'Error: later'],
    ['setTimeout(() => { throw new Error("timer"); }, 1)', 'Error: timer'],
    ['import x from "fs"', 'SyntaxError'],
    ['throw null', 'null'],
  ])('that fails says how: %s', async (code, message) => {
    expect(await run('javascript', code)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining(message),
      result: null,
    });
  });

  it('reads and writes bytes as base64', async () => {
    const bytes = Buffer.from([0, 255, 128]);
    const files = [{ path: 'out/', writable: true }];
    const code = `writeFile('out/bytes', '${bytes.toString('base64')}', 'base64'); readFile('out/bytes', 'base64')`;
    expect(await run('javascript', code, { files })).toMatchObject({ result: bytes.toString('base64') });
    expect(await readFile(join(root, 'out/bytes'))).toEqual(bytes);
  });
});

describe('python_run', () => {
  it('has the packages that are installed', async () => {
    const { stdout } = await run(
      'python',
      'import sys, json, sqlite3, ssl, ctypes\nprint(any("packages" in path for path in sys.path))',
    );
    expect(stdout).toBe('True\n');
  });

  it('is a script as any other', async () => {
    const code = `
import __main__, os, sys
from dataclasses import dataclass
@dataclass
class Point: x: int = 1
if __name__ == '__main__': print(__main__.Point(), os.path.basename(__file__), os.getcwd() in sys.path)
exit(3)`;
    expect(await run('python', code)).toMatchObject({ stdout: 'Point(x=1) program.py True\n', exitCode: 3 });
  });

  it('starts processes of its own', async () => {
    const code = `
from multiprocessing import Pool
def square(n): return n * n
if __name__ == '__main__':
    with Pool(3) as pool: print(pool.map(square, range(5)))`;
    expect(await run('python', code)).toMatchObject({
      stdout: '[0, 1, 4, 9, 16]\n',
      stderr: '',
      exitCode: 0,
    });
  });

  it('refuses code that cannot be handed over', async () => {
    await expect(run('python', 'print(1)\0')).rejects.toMatchObject({ path: ['code'] });
    await expect(run('python', 'print(1)', { args: ['a\0b'] })).rejects.toThrow('NUL');
  });
});

it.each(LANGUAGES)('%s refuses a file that cannot be given, before anything runs', async (language) => {
  await expect(run(language, '1', { files: [{ path: 'missing' }] })).rejects.toMatchObject({
    path: ['files', '0', 'path'],
    message: '"missing" does not exist in the workspace. List its folder to see what is there.',
  });
});
