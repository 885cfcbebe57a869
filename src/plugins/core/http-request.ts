import { defineTool, type JsonValue, type ToolContext, ToolError, z } from 'gathering/plugin';
import type { Config } from './config.ts';
import { INLINE_BYTES, told } from './http/answer.ts';
import { type Lookup, lookUp } from './http/lookup.ts';
import { requestHeaders } from './http/headers.ts';
import { targetOf } from './http/target.ts';

const MEBIBYTE = 1024 * 1024;
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
const HARMLESS: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** @param lookup finds the addresses of a host. */
export function httpRequestWith(lookup: Lookup) {
  return defineTool({
    name: 'http_request',
    title: 'Ask over HTTP',
    description:
      'Sends a request to a host of the public internet over http: or https: and tells its answer: JSON, text, or, where it is binary ' +
      `or larger than ${INLINE_BYTES / 1024} KiB, a file (\`artifact\`). Hosts of private networks and of this machine are refused, also ` +
      'where it is sent on to one. Any status is a result, 404 too.',
    category: 'WEB',
    tags: ['http', 'web', 'api', 'download'],
    requiredCompetencies: ['web_research'],
    annotations: { readOnly: false, destructive: true, idempotent: false, openWorld: true },
    parameters: z.strictObject({
      url: z
        .string()
        .min(1)
        .max(8_192)
        .describe('The address, with http: or https:, without name and password.'),
      method: z.enum(METHODS).default('GET').describe('Default GET.'),
      headers: z
        .record(z.string(), z.string().max(16_384))
        .default({})
        .describe('Headers by name. Those that tell who you are go to no other host where it is sent on.'),
      body: z
        .json()
        .optional()
        .describe('What is sent: a text as it is; anything else as JSON. Not with GET or HEAD.'),
      maxBytes: z
        .int()
        .min(1)
        .max(64 * MEBIBYTE)
        .default(8 * MEBIBYTE)
        .describe('Most bytes that the answer may have, unpacked.'),
      maxRedirects: z
        .int()
        .min(0)
        .max(10)
        .default(5)
        .describe('How often it may be sent on; 0 tells the first answer.'),
    }),
    returns: z.strictObject({
      url: z.string().describe('Who answered, after all redirects.'),
      status: z.int().describe('Such as 200.'),
      statusText: z.string().describe('What that means, such as `OK`.'),
      headers: z
        .record(z.string(), z.string())
        .describe('By name in lower case; several of a name are joined. Beyond 32 KiB they are left out.'),
      contentType: z
        .string()
        .nullable()
        .describe('MIME type of the body as the host says, without parameters.'),
      byteSize: z.int().describe('Bytes of the body, unpacked.'),
      json: z.json().describe('The body where it is JSON; else null.'),
      text: z.string().nullable().describe('The body where it is other text; else null.'),
      artifact: z
        .strictObject({
          uri: z.string().describe('`artifact:ID`, which tools take as a path.'),
          name: z.string().describe('Name of the file.'),
          mimeType: z.string().describe('By content, where that shows it.'),
        })
        .nullable()
        .describe('The body where it is binary or large; else null.'),
      redirects: z.array(z.string()).describe('Where it was sent on to, in order.'),
    }),
    examples: [
      { description: 'Read a page', arguments: { url: 'https://example.com/' } },
      {
        description: 'Ask an API, with a body as JSON',
        arguments: {
          url: 'https://httpbin.org/post',
          method: 'POST',
          headers: { accept: 'application/json' },
          body: { question: 'Who is there?' },
        },
      },
    ],
    limits: { timeoutMs: 60_000, maxRunning: 16 },
    effects: ({ url, method = 'GET' }) => [
      HARMLESS.includes(method)
        ? `Asks "${shown(url)}".`
        : `Sends a ${method} to "${shown(url)}", which may change something there.`,
    ],
    async run({ url, method, headers, body, maxBytes, maxRedirects }, context: ToolContext<Config>) {
      // Late: the server starts sooner without it.
      const { ask } = await import('./http/request.ts');
      const sent = sentBody(method, body);
      const asked = {
        url: targetOf(url),
        method,
        headers: { ...sent.headers, ...requestHeaders(headers) },
        body: sent.text,
      };
      const network = { lookup, allowHosts: context.config.allowHosts ?? [], signal: context.signal };
      return told(await ask(asked, { maxBytes, maxRedirects }, network), context);
    },
  });
}

export const httpRequest = httpRequestWith(lookUp);

function shown(url: string): string {
  return url.length > 500 ? `${url.slice(0, 500)}…` : url;
}

function sentBody(
  method: string,
  body: JsonValue | undefined,
): { text: string | null; headers: Record<string, string> } {
  if (body === undefined) return { text: null, headers: {} };
  if (method === 'GET' || method === 'HEAD')
    throw new ToolError(`A ${method} has no body. Leave it out, or choose another method.`, {
      path: ['body'],
    });
  if (typeof body === 'string')
    return { text: body, headers: { 'content-type': 'text/plain;charset=UTF-8' } };
  return { text: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}
