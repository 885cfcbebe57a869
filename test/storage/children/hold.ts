/** Opens the journal of a folder, prints how that went, and holds it until it is killed. */
import { writeSync } from 'node:fs';
import { openJournal } from '../../../src/storage/sqlite-journal.ts';

const result = await openJournal({ folder: process.argv[2]!, retain: 100, onNotice: () => {} }).then(
  ({ revision }) => ({ revision }),
  ({ name, message }: Error) => ({ name, message }),
);
writeSync(1, `${JSON.stringify(result)}\n`);
process.stdin.resume();
