/** Below this a secret would be found in words that have nothing to do with it. */
const MIN_SECRET_LENGTH = 6;

/** Takes folders of the host and secrets out of text that callers read. */
export function redactor(folders: readonly string[], secrets: readonly string[]): (text: string) => string {
  const byLength = (texts: readonly string[]) => texts.toSorted((a, b) => b.length - a.length);
  // Of a secret of several lines each by itself, too: programs print line by line.
  const lines = secrets.flatMap((secret) => [secret, ...secret.split(/\r?\n/)]);
  const hidden = byLength(lines.filter((line) => line.length >= MIN_SECRET_LENGTH));
  const known = byLength(folders.filter((folder) => folder.length > 1));
  return (text) => {
    const safe = hidden.reduce((shown, secret) => shown.replaceAll(secret, '***'), text);
    return known.reduce((shown, folder) => shown.replaceAll(folder, '…'), safe);
  };
}
