import { type StreamName, decodeStreamCursor, isListCursor, streamOfCursor } from '../registries/cursor.ts';
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

/** Not a place in this stream. */
export class CursorInvalid extends DomainError {
  constructor(message: string, stream: StreamName) {
    super('CURSOR_INVALID', `${message} Take ${WORDS[stream].source}, or leave \`after\` out.`, {
      path: ['after'],
    });
  }
}

/** What a cursor is held against. */
export interface Line {
  stream: StreamName;
  epoch: string;
  pastEpochs: readonly string[];
  position: number;
  oldest: number;
}

const WORDS = {
  change: {
    name: 'the change stream',
    cursor: 'a change cursor',
    entry: 'revision',
    entries: 'Changes',
    source: '`registry.cursor`',
  },
  execution: {
    name: 'the stream of executions',
    cursor: 'a cursor of executions',
    entry: 'step',
    entries: 'Steps of executions',
    source: '`streamCursor` of `executions`',
  },
};

export function changeLine({ epoch, pastEpochs, revision, oldest }: Journal): Line {
  return { stream: 'change', epoch, pastEpochs, position: revision, oldest };
}

/**
 * The position behind which a follower goes on.
 * @throws CursorExpired | CursorInvalid.
 */
export function placeOf(cursor: string, line: Line): number {
  const { stream, epoch, pastEpochs } = line;
  const place = decodeStreamCursor(stream, cursor);
  if (!place) throw new CursorInvalid(whatItIs(cursor, stream), stream);
  if (place.epoch !== epoch) {
    if (pastEpochs.includes(place.epoch))
      throw new CursorExpired('The store was restored since this cursor was given.');
    throw new CursorInvalid(`This cursor belongs to another ${stream} stream.`, stream);
  }
  if (place.position > line.position)
    throw new CursorInvalid(`This cursor is ahead of ${WORDS[stream].entry} ${line.position}.`, stream);
  if (place.position < line.oldest) throw expired(line);
  return place.position;
}

function whatItIs(cursor: string, stream: StreamName): string {
  const { name } = WORDS[stream];
  if (isListCursor(cursor)) return `This is the cursor of a list, not a place in ${name}.`;
  const other = streamOfCursor(cursor);
  if (other && other !== stream) return `This is a cursor of ${WORDS[other].name}, not of ${name}.`;
  return `This is not ${WORDS[stream].cursor}.`;
}

/** Retention has removed what comes next. */
export function expired({ stream, oldest }: Line): CursorExpired {
  const { entries, entry } = WORDS[stream];
  return new CursorExpired(`${entries} up to ${entry} ${oldest} are no longer kept.`);
}
