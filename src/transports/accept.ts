/** What an answer can be written as. */
const ANSWERS = [
  ['text', 'event-stream'],
  ['multipart', 'mixed'],
  ['application', 'graphql-response+json'],
  ['application', 'json'],
] as const;

/**
 * Can a client that sends this `Accept` be answered? Yoga judges the same, but only once the operation has run: then
 * a mutation would be refused that did its work.
 */
export function isAnswerable(accept = ''): boolean {
  return (accept || '*/*').replaceAll(/\s/g, '').toLowerCase().split(',').some(isServed);
}

function isServed(range: string): boolean {
  const [mediaType = '', ...parameters] = range.split(';');
  const charset = parameters.find((parameter) => parameter.includes('charset='));
  if (charset !== undefined && charset !== 'charset=utf-8') return false;
  const [type, subtype] = mediaType.split('/');
  return ANSWERS.some(
    ([ours, oursBelow]) => (type === '*' || type === ours) && (subtype === '*' || subtype === oursBelow),
  );
}
