/**
 * Appends until the disk is full, and goes on once there is room: it removes a file if one is named, else it waits for
 * a line on stdin. Prints what it saw.
 */
import { once } from 'node:events';
import { rmSync, writeSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { openJournal } from '../../../src/storage/sqlite-journal.ts';
import { mixed } from '../changes.ts';
import { definitionsOf, folded, historyOf } from '../journal-content.ts';

const [folder, ballast] = process.argv.slice(2) as [string, string?];
const print = (line: object) => writeSync(1, `${JSON.stringify(line)}\n`);
const notices: string[] = [];
const open = () => openJournal({ folder, retain: 1_000_000, onNotice: (message) => notices.push(message) });
let heard = 0;

let journal = await open();
journal.follow(({ revision }) => (heard = revision));

async function appendUntilRefused(): Promise<{ name: string; retryable: boolean }> {
  for (;;) {
    await setImmediate();
    const failure = await journal.append(mixed(journal.revision + 1), journal.revision).then(
      () => null,
      ({ name, retryable }) => ({ name, retryable }),
    );
    if (failure) return failure;
  }
}
async function state() {
  const history = await historyOf(journal);
  const consistent =
    JSON.stringify([...definitionsOf(journal)].sort()) === JSON.stringify([...folded(history)].sort());
  return { revision: journal.revision, heard, commits: history.length, consistent, notices };
}

const refusals = [await appendUntilRefused(), await appendUntilRefused(), await appendUntilRefused()];
print({ refusals, ...(await state()) });
if (ballast) rmSync(ballast);
else await once(process.stdin, 'data');
for (let n = 0; n < 20; n++) await journal.append(mixed(journal.revision + 1), journal.revision);
print(await state());
await journal.close();
journal = await open();
print(await state());
process.exit();
