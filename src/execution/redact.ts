/** Takes folders of the host out of text that callers read. */
export function redactPaths(folders: readonly string[]): (text: string) => string {
  const known = folders.filter((folder) => folder.length > 1).sort((a, b) => b.length - a.length);
  return (text) => known.reduce((shown, folder) => shown.replaceAll(folder, '…'), text);
}
