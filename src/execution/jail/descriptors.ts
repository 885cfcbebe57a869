/** Files that whoever started the server left open for it: they would be open in a jail, too. */
import { readFileSync, readdirSync } from 'node:fs';

const O_CLOEXEC = 0o2000000;

/** Numbers above those of stdio that a new process would inherit. What Node opens itself is closed for it. */
export function inheritedDescriptors(): number[] {
  const numbers = readdirSync('/proc/self/fdinfo').map(Number);
  return numbers.filter((number) => number > 2 && isInherited(number));
}

function isInherited(number: number): boolean {
  try {
    const flags = /^flags:\s+(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${number}`, 'utf8'))?.[1];
    return flags !== undefined && (parseInt(flags, 8) & O_CLOEXEC) === 0;
  } catch {
    // It was the listing itself.
    return false;
  }
}
