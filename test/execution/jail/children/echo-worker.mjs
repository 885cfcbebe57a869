/** Answers what it is asked, its pid, and all that it was ever asked. */
import { Buffer } from 'node:buffer';

const seen = [];
let given = Buffer.alloc(0);
process.stdin.on('data', (piece) => {
  given = Buffer.concat([given, piece]);
  for (;;) {
    if (given.length < 4) return;
    const end = 4 + given.readUInt32BE();
    if (given.length < end) return;
    const { message, bytes } = JSON.parse(given.toString('utf8', 4, end));
    const all = end + bytes.reduce((sum, length) => sum + length, 0);
    if (given.length < all) return;
    const data = given.subarray(end, all);
    given = given.subarray(all);
    seen.push(message);
    if (message === 'hang') return;
    if (message === 'die') process.exit(3);
    if (message === 'flood') return void process.stdout.write(head({ message }, [2 ** 40]));
    process.stdout.write(
      Buffer.concat([head({ message: { seen, run: process.env.RUN } }, [data.length]), data]),
    );
  }
});

function head({ message }, bytes) {
  const text = Buffer.from(JSON.stringify({ message, bytes }));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  return Buffer.concat([length, text]);
}
