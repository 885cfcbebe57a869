/** Gives lines of UTF-8 one by one, from bytes that come in any pieces. What is behind the last line break is none. */
export function lineReader(onLine: (line: string) => void): (bytes: Buffer) => void {
  let parts: Buffer[] = [];
  return (bytes) => {
    let start = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
      parts.push(bytes.subarray(start, end));
      start = end + 1;
      onLine(Buffer.concat(parts).toString());
      parts = [];
    }
    if (start < bytes.length) parts.push(bytes.subarray(start));
  };
}
