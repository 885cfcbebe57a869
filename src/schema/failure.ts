import {
  type DomainError,
  InvalidArguments,
  NameTaken,
  NotFound,
  NotLoaded,
  PluginError,
  PluginInUse,
  ToolNotReady,
} from '../registries/errors.ts';
import { CursorExpired, CursorInvalid } from '../storage/change-cursor.ts';

/** An expected failure as a value: GraphQL takes a returned Error for a thrown one. */
export type Failed<E extends DomainError = DomainError> = Pick<E, Exclude<keyof E, keyof Error>> & {
  message: string;
  __typename: string;
};

const TYPES = {
  NotFound,
  NameTaken,
  PluginInUse,
  InvalidArguments,
  ToolNotReady,
  PluginError,
  CursorExpired,
};
const TYPENAMES = new Map<unknown, string>([
  [NotLoaded, 'NotFound'],
  ...Object.entries(TYPES).map(([name, type]) => [type, name] as const),
  [CursorInvalid, 'InvalidCursor'],
]);

/** The failure as a member of a result union: its own type, or `Refused`. */
export function failed<E extends DomainError>(error: E): Failed<E> {
  const __typename = TYPENAMES.get(error.constructor) ?? 'Refused';
  return { ...error, message: error.message, __typename };
}

/** Is a value a failure of that GraphQL type? */
export function isFailed(typename: string): (value: unknown) => boolean {
  return (value) => (value as Failed).__typename === typename;
}
