/** Opens or restores a journal, and kills itself at the given call to the file system, counted from 1. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { restoreJournal } from '../../../src/storage/restore.ts';
import { openJournal } from '../../../src/storage/sqlite-journal.ts';

const [callsLeft, folder, file] = process.argv.slice(2) as [string, string, string?];
let left = Number(callsLeft);
const functions = fs as unknown as Record<string, (...operands: unknown[]) => unknown>;
for (const name of Object.keys(functions).filter((key) => /^[a-z].*Sync$/.test(key))) {
  const call = functions[name]!;
  functions[name] = (...operands) => {
    if (--left === 0) process.kill(process.pid, 'SIGKILL');
    return call(...operands);
  };
}
syncBuiltinESMExports();

if (file) await restoreJournal({ folder, file });
else await openJournal({ folder, retain: 100, onNotice: () => {} }).then((journal) => journal.close());
