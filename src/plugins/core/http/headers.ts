/** Headers that callers give, and those that answers bring. */
import { ToolError } from 'gathering/plugin';

/** What belongs to the connection, or is set by what is asked: given by a caller, it could smuggle a second request. */
const OURS =
  /^(host|content-length|transfer-encoding|connection|keep-alive|upgrade|te|trailer|expect|accept-encoding|proxy-.*|http2-settings)$/;
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
/** What tells who somebody is: another origin is not told. */
const PERSONAL = /^(authorization|cookie|.*(api[-_]?key|token|secret).*)$/;
/** Characters of all values of a response together. */
const MOST_CHARACTERS = 32_768;

export type Headers = Readonly<Record<string, string>>;

/** In lower case. @throws ToolError that names the header. */
export function requestHeaders(given: Headers): Record<string, string> {
  const named = Object.entries(given).map(([name, value]) => {
    const problem = problemOf(name, value);
    if (problem)
      throw new ToolError(`The header "${name.slice(0, 100)}" ${problem}.`, { path: ['headers', name] });
    return [name.toLowerCase(), value];
  });
  return Object.fromEntries(named) as Record<string, string>;
}

function problemOf(name: string, value: string): string | null {
  if (!NAME.test(name)) return 'has a name that no header can have';
  if (!VALUE.test(value)) return 'has a value with characters that no header can have';
  return OURS.test(name.toLowerCase()) ? 'is set by the server itself. Leave it out' : null;
}

/** What may be sent to another origin than it was given for. */
export function impersonal(headers: Headers): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !PERSONAL.test(name)));
}

/** Without those of a body. */
export function bodiless(headers: Headers): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('content-')));
}

/** Several of one name are joined: by lines for cookies, whose values may have commas. */
export function responseHeaders(
  raw: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  let left = MOST_CHARACTERS;
  const told: [string, string][] = [];
  for (const [name, values = ''] of Object.entries(raw)) {
    const value = Array.isArray(values) ? values.join(name === 'set-cookie' ? '\n' : ', ') : values;
    left -= name.length + value.length;
    if (left >= 0) told.push([name, value]);
  }
  return Object.fromEntries(told);
}
