/** Below this a secret would be found in words that have nothing to do with it. */
const MIN_SECRET_LENGTH = 6;

/** Takes folders of the host and secrets out of text that callers read. */
export interface Redact {
  (text: string): string;
  /** Characters at the end of a text that may be the beginning of something hidden, were it longer. */
  unsettled(text: string): number;
}

export function redactor(folders: readonly string[], secrets: readonly string[]): Redact {
  const byLength = (texts: readonly string[]) => texts.toSorted((a, b) => b.length - a.length);
  // Of a secret of several lines each by itself, too: programs print line by line.
  const lines = secrets.flatMap((secret) => [secret, ...secret.split(/\r?\n/)]);
  const hidden = byLength(lines.filter((line) => line.length >= MIN_SECRET_LENGTH));
  const known = byLength(folders.filter((folder) => folder.length > 1));
  const redact = (text: string): string => {
    const safe = hidden.reduce((shown, secret) => shown.replaceAll(secret, '***'), text);
    return known.reduce((shown, folder) => shown.replaceAll(folder, '…'), safe);
  };
  const all = [...hidden, ...known];
  const unsettled = (text: string) => Math.max(0, ...all.map((one) => beginningAtEnd(text, one)));
  return Object.assign(redact, { unsettled });
}

/** Length of the longest end of a text with which another begins, without being all of it. */
function beginningAtEnd(text: string, other: string): number {
  let length = Math.min(text.length, other.length - 1);
  while (length > 0 && !text.endsWith(other.slice(0, length))) length -= 1;
  return length;
}
