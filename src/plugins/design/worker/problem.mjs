/** Marks errors that say which argument is at fault. */
export const PROBLEM = Symbol('problem');

/** An error for the caller. @param path into the arguments of the tool. */
export function problem(message, path) {
  return Object.assign(new Error(message), { [PROBLEM]: path });
}
