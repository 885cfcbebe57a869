/** In the jail: reads questions from stdin, each with pictures, and answers them on stdout. Pictures are hostile bytes. */
import { PROBLEM } from './problem.mjs';
import { compare } from './compare.mjs';
import { edit } from './edit.mjs';
import { info, pixels, preview } from './look.mjs';

const JOBS = { edit, info, pixels, preview, compare };

/** Exactly so many bytes; null where stdin has ended before the first. */
async function read(length) {
  const pieces = [];
  for (let missing = length; missing > 0;) {
    const piece = process.stdin.read(Math.min(missing, process.stdin.readableLength));
    if (piece) {
      pieces.push(piece);
      missing -= piece.length;
    } else if (process.stdin.readableEnded || !(await more())) return null;
  }
  return pieces.length === 1 ? pieces[0] : Buffer.concat(pieces);
}

function more() {
  return new Promise((resolve) => {
    const settle = (isThere) => () => {
      process.stdin.off('readable', readable).off('end', ended);
      resolve(isThere);
    };
    const readable = settle(true);
    const ended = settle(false);
    process.stdin.once('readable', readable).once('end', ended);
  });
}

function answer(message, bytes = []) {
  const head = Buffer.from(JSON.stringify({ message, bytes: bytes.map(({ length }) => length) }));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(head.length);
  process.stdout.write(Buffer.concat([length, head, ...bytes]));
}

for (;;) {
  const length = await read(4);
  if (!length) break;
  const { message, bytes } = JSON.parse(await read(length.readUInt32BE()));
  const pictures = [];
  for (const size of bytes) pictures.push(await read(size));
  try {
    const { value, data } = await JOBS[message.job](message, pictures);
    answer({ value }, data);
  } catch (error) {
    answer({ problem: { message: error.message, path: error[PROBLEM] ?? null } });
  }
}
