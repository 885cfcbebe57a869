import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { type TestContext, afterAll, onTestFinished } from 'vitest';
import type {
  ArtifactRef,
  JsonObject,
  ToolContext,
  ToolDefinition,
  z,
} from '../../../src/plugins/contract.ts';
import { ToolResult } from '../../../src/plugins/contract.ts';
import { openWorkspace } from '../../../src/execution/workspace.ts';
import { openTestJail } from '../../support/jail.ts';
import { skipWithout } from '../../support/skip-without.ts';
import { contextFor } from '../core/run-tool.ts';

export type Pixel = readonly [number, number, number];
export const RED: Pixel = [255, 0, 0];
export const GREEN: Pixel = [0, 255, 0];
export const BLUE: Pixel = [0, 0, 255];
export const WHITE: Pixel = [255, 255, 255];

/** A PNG of these rows. */
export function png(rows: readonly (readonly Pixel[])[]): Promise<Buffer> {
  const raw = { width: rows[0]!.length, height: rows.length, channels: 3 as const };
  return sharp(Buffer.from(rows.flat(2)), { raw })
    .png()
    .toBuffer();
}

/** Rows of what a tool made. */
export async function rowsOf(bytes: Uint8Array): Promise<Pixel[][]> {
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) =>
    [0, 1, 2].map((c) => data[(y * info.width + x) * info.channels + c]!) as unknown as Pixel;
  return Array.from({ length: info.height }, (_, y) =>
    Array.from({ length: info.width }, (_, x) => at(x, y)),
  );
}

const jail = openTestJail();

/** Runs tools in a workspace with these files, in the jail of this machine. */
export async function studio(test: TestContext, files: Record<string, Uint8Array | string>) {
  skipWithout(test, 'bubblewrap');
  const root = await mkdtemp(join(tmpdir(), 'design-'));
  onTestFinished(() => rm(root, { recursive: true }));
  for (const [name, content] of Object.entries(files)) await writeFile(join(root, name), content);
  const kept: Uint8Array[] = [];
  const artifact: ToolContext['artifact'] = async ({ name, data }) => {
    kept.push(data as Uint8Array);
    const ref: ArtifactRef = {
      id: '1',
      uri: 'artifact:1',
      name,
      mimeType: '',
      byteSize: kept.at(-1)!.length,
    };
    return ref;
  };
  const context = { ...contextFor(openWorkspace({ root }), undefined, jail), artifact };
  const run = async (
    tool: ToolDefinition<any, any>,
    args: JsonObject,
    more: { config?: JsonObject; signal?: AbortSignal } = {},
  ) => {
    const answer: unknown = await tool.run((tool.parameters as z.ZodType).parse(args), {
      ...context,
      ...more,
    });
    const value = answer instanceof ToolResult ? answer.value : answer;
    return (tool.returns as z.ZodType).parse(JSON.parse(JSON.stringify(value))) as any;
  };
  return { run, kept, context, root, read: (name: string) => readFile(join(root, name)) };
}

afterAll(() => jail.close());
