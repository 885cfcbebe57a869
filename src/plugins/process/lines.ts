/** Cuts a stream of bytes into lines, none longer than it may be. */
import { StringDecoder } from 'node:string_decoder';

export interface LineReader {
  push(chunk: Buffer): void;
}

/**
 * @param maxLength characters of one line.
 * @param onLine gets each line without its end. Of one that is too long it gets the beginning, `isCut` true, and the
 *   rest of it is passed over.
 */
export function readLines(maxLength: number, onLine: (line: string, isCut: boolean) => void): LineReader {
  const decoder = new StringDecoder('utf8');
  let parts: string[] = [];
  let length = 0;
  let isPassing = false;

  function add(text: string): void {
    if (isPassing || text === '') return;
    parts.push(text);
    length += text.length;
    if (length <= maxLength) return;
    isPassing = true;
    emit(true);
  }
  function emit(isCut: boolean): void {
    const line = parts.length === 1 ? parts[0]! : parts.join('');
    parts = [];
    length = 0;
    onLine(isCut ? line.slice(0, maxLength) : line, isCut);
  }
  return {
    push(chunk) {
      const pieces = decoder.write(chunk).split('\n');
      for (const [i, piece] of pieces.entries()) {
        if (i > 0) {
          if (!isPassing) emit(false);
          isPassing = false;
        }
        add(piece);
      }
    },
  };
}
