import { STATUS_CODES } from 'node:http';
import {
  type ArtifactRef,
  type Content,
  defineTool,
  type JsonValue,
  type ToolContext,
  ToolError,
  toolResult,
  z,
} from 'gathering/plugin';
import type { Config } from './config.ts';
import { type Lookup, lookUp } from './http/lookup.ts';
import { requestHeaders } from './http/headers.ts';
import type { Answered } from './http/request.ts';

const MEBIBYTE = 1024 * 1024;
/** Of a body that is part of the result: JSON may make six characters of one. */
const INLINE_BYTES = 128 * 1024;
const LEVELS = 50;
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
      const { ask, targetOf } = await import('./http/request.ts');
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

async function told({ url, status, headers, data, redirects }: Answered, context: ToolContext<Config>) {
  const statusText = STATUS_CODES[status] ?? '';
  const contentType = headers['content-type']?.split(';')[0]?.trim().toLowerCase() || null;
  const text = data.length <= INLINE_BYTES ? textOf(data, headers['content-type'] ?? '') : null;
  const json = text === null ? undefined : jsonOf(text, contentType ?? '');
  const kept =
    text === null
      ? await context.artifact({ name: nameOf(url), data, ...(contentType && { mimeType: contentType }) })
      : null;
  const value = {
    ...{ url, status, statusText, headers, contentType, byteSize: data.length },
    json: json ?? null,
    text: json === undefined ? text : null,
    artifact: kept && { uri: kept.uri, name: kept.name, mimeType: kept.mimeType },
    redirects,
  };
  return toolResult(value, content(`${status} ${statusText}`.trim(), text, kept));
}

function content(head: string, text: string | null, kept: ArtifactRef | null): Content[] {
  if (!kept) return [{ type: 'text', text: text ? `${head}\n\n${text}` : head }];
  return [
    { type: 'text', text: `${head}: ${kept.byteSize} bytes are kept as ${kept.uri} (${kept.mimeType}).` },
    { type: 'resource_link', uri: kept.uri, name: kept.name, mimeType: kept.mimeType },
  ];
}

/** Null for what is no text in the character set that is told. */
function textOf(data: Buffer, contentType: string): string | null {
  const charset = /charset\s*=\s*"?([\w.:-]+)/i.exec(contentType)?.[1] ?? 'utf-8';
  try {
    const text = new TextDecoder(charset, { fatal: true }).decode(data);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}

/** Undefined for what is none, or nests so deep that no result could hold it. */
function jsonOf(text: string, contentType: string): JsonValue | undefined {
  if (!/^application\/(.+\+)?json$/.test(contentType)) return undefined;
  try {
    const value = JSON.parse(text) as JsonValue;
    return depthOf(value) > LEVELS ? undefined : value;
  } catch {
    return undefined;
  }
}

function depthOf(value: JsonValue, level = 0): number {
  if (value === null || typeof value !== 'object' || level > LEVELS) return level;
  return Math.max(level, ...Object.values(value).map((one) => depthOf(one, level + 1)));
}

function nameOf(url: string): string {
  return new URL(url).pathname.split('/').at(-1) || 'answer';
}
