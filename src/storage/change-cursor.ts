import { decodeChangeCursor, isListCursor } from '../registries/cursor.ts';
import { DomainError } from '../registries/errors.ts';
import type { Journal } from './journal.ts';

/** The history behind the cursor is gone: query again, then follow from the present. */
export class CursorExpired extends DomainError {
  constructor(message: string) {
    super('CURSOR_EXPIRED', `${message} Query again, then follow from \`cursor\`.`, {
      path: ['after'],
      retryable: true,
    });
  }
}

/** Not a place in this change stream. */
export class CursorInvalid extends DomainError {
  constructor(message: string) {
    super('CURSOR_INVALID', `${message} Take \`registry.cursor\`, or leave \`after\` out.`, {
      path: ['after'],
    });
  }
}

/**
 * The revision behind which a follower goes on.
 * @throws CursorExpired | CursorInvalid.
 */
export function positionOf(cursor: string, journal: Journal): number {
  const position = decodeChangeCursor(cursor);
  if (!position) {
    throw new CursorInvalid(
      isListCursor(cursor)
        ? 'This is the cursor of a list, not a place in the change stream.'
        : 'This is not a change cursor.',
    );
  }
  const { epoch, revision } = position;
  if (epoch !== journal.epoch) {
    if (journal.pastEpochs.includes(epoch))
      throw new CursorExpired('The store was restored since this cursor was given.');
    throw new CursorInvalid('This cursor belongs to another change stream.');
  }
  if (revision > journal.revision)
    throw new CursorInvalid(`This cursor is ahead of revision ${journal.revision}.`);
  if (revision < journal.oldest) throw expired(journal);
  return revision;
}

/** Retention has removed what comes next. */
export function expired(journal: Journal): CursorExpired {
  return new CursorExpired(`Changes up to revision ${journal.oldest} are no longer kept.`);
}
