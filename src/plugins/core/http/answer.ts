/** What a caller is told of an answer. */
import { STATUS_CODES } from 'node:http';
import {
  type ArtifactRef,
  type Content,
  type JsonValue,
  type ToolContext,
  toolResult,
} from 'gathering/plugin';
import type { Answered } from './request.ts';

/** Of a body that is part of the result: JSON may make six characters of one. */
export const INLINE_BYTES = 128 * 1024;
const LEVELS = 50;

/** As JSON, text or a file, whichever it is. */
export async function told(
  { url, status, headers, data, redirects }: Answered,
  context: Pick<ToolContext, 'artifact'>,
) {
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
