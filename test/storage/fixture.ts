/** Journals of real files, with commits whose effect can be computed from their events alone. */
import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Journal } from '../../src/storage/journal.ts';
import { openJournal } from '../../src/storage/sqlite-journal.ts';

/** A folder of the running test alone; it goes with the test. */
export function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gathering-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A journal that is closed with the test; what it tells goes to `notices`. */
export async function opened(folder: string, notices: string[] = [], retain = 1_000): Promise<Journal> {
  const journal = await openJournal({ folder, retain, onNotice: (message) => notices.push(message) });
  onTestFinished(() => journal.close());
  return journal;
}

/** What a killed process would have left: the files of a journal that is still open, in a folder of their own. */
export function asKilled(folder: string): string {
  const copy = ownFolder();
  cpSync(folder, copy, { recursive: true, filter: (path) => !path.endsWith('-shm') });
  return copy;
}

/** Bytes of all files of a folder, by name, but those that hold nothing of ours. */
export function contentOf(folder: string): Record<string, Buffer> {
  const names = readdirSync(folder).filter((name) => !/^lock\.db|-shm$/.test(name));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name))]));
}

export async function failureOf(work: Promise<unknown>): Promise<Error> {
  return work.then(
    () => {
      throw new Error('It should have failed.');
    },
    (error: Error) => error,
  );
}

/** A process that runs one of `children/`; killed with the test. */
export function startChild(name: string, ...operands: string[]): ChildProcess {
  const child = spawn(process.execPath, [childPath(name), ...operands], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

export function childPath(name: string): string {
  return join(import.meta.dirname, 'children', `${name}.ts`);
}
