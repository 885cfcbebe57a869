/** Places in lists and in streams, as opaque text that cannot be taken for one another. */

/** The changes of the registry, and the steps of executions. */
export const STREAMS = ['change', 'execution'] as const;
export type StreamName = (typeof STREAMS)[number];
const LIST = 'list_';

/** What the cursor of a stream says. */
export interface StreamPlace {
  epoch: string;
  position: number;
}

export function encodeStreamCursor(stream: StreamName, { epoch, position }: StreamPlace): string {
  return `${stream}_${Buffer.from(`${position}@${epoch}`).toString('base64url')}`;
}

/** Null when the text is no cursor of that stream. */
export function decodeStreamCursor(stream: StreamName, cursor: string): StreamPlace | null {
  const match = /^(0|[1-9]\d{0,14})@([\w-]{1,64})$/.exec(decode(`${stream}_`, cursor) ?? '');
  return match ? { position: Number(match[1]), epoch: match[2]! } : null;
}

/** The stream that a text looks like a cursor of. */
export function streamOfCursor(cursor: string): StreamName | undefined {
  return STREAMS.find((stream) => cursor.startsWith(`${stream}_`));
}

/** A cursor of the registry's changes. */
export function encodeChangeCursor({ epoch, revision }: { epoch: string; revision: number }): string {
  return encodeStreamCursor('change', { epoch, position: revision });
}

export function isListCursor(cursor: string): boolean {
  return cursor.startsWith(LIST);
}

/** `list` names the list and its order: a key means nothing in another one. */
export function encodeListCursor(list: string, key: string): string {
  return LIST + Buffer.from(`${list}\n${key}`).toString('base64url');
}

/** The key; null when the text is no cursor of this list. */
export function decodeListCursor(list: string, cursor: string): string | null {
  const text = decode(LIST, cursor);
  return text?.startsWith(`${list}\n`) ? text.slice(list.length + 1) : null;
}

function decode(prefix: string, cursor: string): string | null {
  if (!cursor.startsWith(prefix)) return null;
  const code = cursor.slice(prefix.length);
  const bytes = Buffer.from(code, 'base64url');
  // The decoder skips what is no base64url; we do not.
  return bytes.toString('base64url') === code ? bytes.toString() : null;
}
