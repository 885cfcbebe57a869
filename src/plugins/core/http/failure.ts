import { ToolError } from 'gathering/plugin';

export const MOST_HEADER_BYTES = 32_768;

/** What goes wrong on the way. The words of the system could tell of this machine. */
export function failure(error: unknown): unknown {
  if (error instanceof ToolError) return error;
  const { code = '' } = error as NodeJS.ErrnoException;
  const known = PROBLEMS.find(([codes]) => codes.test(code));
  if (!known) return error;
  const [, message, retryable] = known;
  return new ToolError(message, { path: ['url'], retryable });
}

const PROBLEMS: readonly [RegExp, string, boolean][] = [
  [/^ECONNREFUSED$/, 'The host refused the connection.', true],
  [/TIMEOUT|^ETIMEDOUT$/, 'The host did not answer in time.', true],
  [/^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/, 'There is no way to the host.', true],
  [
    /^UND_ERR_HEADERS_OVERFLOW$|^HPE_HEADER_OVERFLOW$/,
    `The answer has more than ${MOST_HEADER_BYTES} bytes of headers.`,
    false,
  ],
  [/^Z_|^ERR_.*BROTLI|^ERR__ERROR|^ERR_PADDING/, 'The packed answer is broken.', false],
  [/CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO/, 'The host has no valid certificate for this name.', false],
  [/^(ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|HPE_.*)$/, 'The connection ended, or what came was no HTTP.', true], // prettier-ignore
];
