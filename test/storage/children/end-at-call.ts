/** Opens or restores a journal, and kills itself before the given call that changes files, counted from 1. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { DatabaseSync } from 'node:sqlite';
import { restoreJournal } from '../../../src/storage/restore.ts';
import { openJournal } from '../../../src/storage/sqlite-journal.ts';

const [call, folder, file] = process.argv.slice(2) as [string, string, string?];
let left = Number(call);

function countCalls(target: object, names: RegExp): void {
  const functions = target as Record<string, (...operands: unknown[]) => unknown>;
  for (const name of Object.getOwnPropertyNames(functions).filter((key) => names.test(key))) {
    const original = functions[name]!;
    functions[name] = function (...operands) {
      if (--left === 0) process.kill(process.pid, 'SIGKILL');
      return original.apply(this, operands);
    };
  }
}

countCalls(fs, /^(mkdir|write|writeFile|copyFile|chmod|link|rename|rm)Sync$/);
countCalls(DatabaseSync.prototype, /^(exec|close)$/);
syncBuiltinESMExports();

if (file) await restoreJournal({ folder, file });
else await openJournal({ folder, retain: 100, onNotice: () => {} }).then((journal) => journal.close());
