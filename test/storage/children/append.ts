/** Appends commits as fast as it can and prints each acknowledged revision, until it is killed. */
import { writeSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { openJournal } from '../../../src/storage/sqlite-journal.ts';
import { mixed } from '../changes.ts';

const journal = await openJournal({
  folder: process.argv[2]!,
  retain: Number(process.argv[3] ?? 1_000_000),
  onNotice: (message) => writeSync(1, `${message}\n`),
});
for (;;) {
  const { revision } = await journal.append(mixed(journal.revision + 1), journal.revision);
  writeSync(1, `${revision}\n`);
  // Lets the idle moments come in which the log is moved.
  if (revision % 10 === 0) await setImmediate();
}
