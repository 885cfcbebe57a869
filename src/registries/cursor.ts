/** Places in lists and in the change stream, as opaque text that cannot be taken for one another. */

const CHANGE = 'change_';
const LIST = 'list_';

/** What a change cursor says. */
export interface ChangePosition {
  epoch: string;
  revision: number;
}

export function encodeChangeCursor({ epoch, revision }: ChangePosition): string {
  return CHANGE + Buffer.from(`${revision}@${epoch}`).toString('base64url');
}

/** Null when the text is no change cursor. */
export function decodeChangeCursor(cursor: string): ChangePosition | null {
  const match = /^(0|[1-9]\d{0,14})@([\w-]{1,64})$/.exec(decode(CHANGE, cursor) ?? '');
  return match ? { revision: Number(match[1]), epoch: match[2]! } : null;
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
