/** The API of Figma. Source: https://developers.figma.com/docs/rest-api/ */
import { type ToolContext, ToolError, z } from 'gathering/plugin';
import { ask, jsonOf, refusal, type Service } from '../../service.ts';
import type { Config } from '../config.ts';

const FIGMA: Service = {
  name: 'Figma',
  access: '`figmaToken` in the configuration of design: it must be valid, and may read this file',
  timeoutMs: 60_000,
  maxBytes: 64 * 1024 * 1024,
};

/** Its key stands in its address behind `/file/` or `/design/`. */
const KEY =
  /^(?:https:\/\/(?:www\.)?figma\.com\/(?:file|design|proto|board)\/)?([A-Za-z0-9]{10,128})(?:[/?#].*)?$/;

export const file = z
  .string()
  .max(2_000)
  .regex(KEY, 'must be the key of a file, or its address on figma.com')
  .describe('The file: its key, or its address, such as `https://www.figma.com/design/KEY/Name`.');
export const nodeId = z
  .string()
  .regex(/^[IS]?\d+[:-]\d+([;:-][\d;:-]*)?$/, 'must be the id of a node, such as `1:2`');

/** @throws ToolError; the signal's reason. */
export async function askFigma(
  { config, signal }: ToolContext<Config>,
  path: (key: string) => string,
  given: string,
  query: Readonly<Record<string, string | undefined>>,
): Promise<any> {
  const key = KEY.exec(given)![1]!;
  const url = new URL(path(key), config.figmaUrl ?? 'https://api.figma.com');
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) url.searchParams.set(name, value);
  const answer = await ask(FIGMA, url, { headers: { 'x-figma-token': config.figmaToken! } }, signal);
  if (answer.status === 404)
    throw new ToolError('Figma has no such file, or does not show it to the owner of the token.', {
      path: ['file'],
    });
  if (answer.status !== 200) throw refusal(FIGMA, answer, reason(answer.bytes.toString()));
  return jsonOf(FIGMA, answer);
}

/** `{ status, err }`, or `{ error, message }`. */
function reason(text: string): string {
  return /"(?:err|message)":\s*"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? '';
}

/** Node ids as the API writes them: addresses have a dash in place of the colon. */
export function idsOf(ids: readonly string[] | undefined): string | undefined {
  return ids?.map((id) => id.replaceAll('-', ':')).join(',');
}
