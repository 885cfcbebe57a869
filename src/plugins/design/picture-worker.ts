/** The process in the jail that reads and makes pictures: their bytes never are decoded in the server. */
import { existsSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import {
  type JailWorker,
  type JsonObject,
  type JsonValue,
  type ToolContext,
  ToolError,
} from 'gathering/plugin';

const MEBIBYTE = 1024 * 1024;
/** Of a picture that is read. */
export const MAX_FILE_BYTES = 64 * MEBIBYTE;
export const LIMITS = {
  timeoutMs: 60_000,
  memoryBytes: 1024 * MEBIBYTE,
  outputBytes: 128 * MEBIBYTE,
  processes: 4,
};

const PLACE = '/run/tool';
const PACKAGES = ['sharp', '@img/colour', 'detect-libc', 'semver', 'exif-reader', 'pixelmatch', 'ssim.js'];
const FILES = ['worker', 'problem', 'open', 'edit', 'operations', 'look', 'compare'];

let known: JailWorker | undefined;

/**
 * Asks it for one job.
 * @returns what the job gives: facts, and the bytes of at most one picture.
 * @throws ToolError for a picture or an argument that does not fit, with its path; JailError.
 */
export async function askPictures<Value = JsonObject>(
  context: Pick<ToolContext, 'jail'>,
  message: JsonObject,
  pictures: readonly Uint8Array[],
): Promise<{ value: Value; data: Uint8Array }> {
  const answer = await context.jail.ask((known ??= worker()), { message, bytes: pictures });
  const { problem, value } = answer.message as { problem?: Problem; value?: JsonValue };
  if (problem) throw new ToolError(problem.message, { path: problem.path ?? [] });
  return { value: value as Value, data: answer.bytes[0] ?? new Uint8Array() };
}

interface Problem {
  message: string;
  path: string[] | null;
}

/** Bytes of a picture in the workspace or of an artifact. @throws ToolError for what is too large, with the path. */
export async function readPicture(
  { workspace }: Pick<ToolContext, 'workspace'>,
  path: string,
  place: readonly string[],
): Promise<Uint8Array> {
  try {
    const { byteSize } = await workspace.stat(path);
    if (byteSize <= MAX_FILE_BYTES) return await workspace.read(path);
  } catch (error) {
    if (error instanceof ToolError)
      throw new ToolError(error.message, { path: place, retryable: error.retryable });
    throw error;
  }
  throw new ToolError(`"${path}" has more than ${MAX_FILE_BYTES} bytes; larger pictures are not read.`, {
    path: place,
  });
}

function worker(): JailWorker {
  const own = FILES.map((name) => [
    `${PLACE}/${name}.mjs`,
    join(import.meta.dirname, 'worker', `${name}.mjs`),
  ]);
  const packages = [...PACKAGES, ...binaries()].map((name) => [
    `${PLACE}/node_modules/${name}`,
    folderOf(name),
  ]);
  const font = join(folderOf('dejavu-fonts-ttf'), 'ttf/DejaVuSans.ttf');
  const fonts = [
    [`${PLACE}/fonts/DejaVuSans.ttf`, font],
    [`${PLACE}/fonts.conf`, join(import.meta.dirname, 'worker/fonts.conf')],
  ];
  return {
    program: 'node',
    args: [`${PLACE}/worker.mjs`],
    brings: Object.fromEntries([...own, ...packages, ...fonts]) as Record<string, string>,
    env: { VIPS_CONCURRENCY: '2', FONTCONFIG_FILE: `${PLACE}/fonts.conf` },
    limits: { memoryBytes: LIMITS.memoryBytes, outputBytes: LIMITS.outputBytes, processes: LIMITS.processes },
  };
}

/** What npm installed of sharp for this machine. */
function binaries(): string[] {
  const folder = dirname(folderOf('@img/colour'));
  return ['linux', 'linuxmusl']
    .flatMap((system) =>
      ['x64', 'arm64'].flatMap((cpu) => [`sharp-${system}-${cpu}`, `sharp-libvips-${system}-${cpu}`]),
    )
    .filter((name) => existsSync(join(folder, name)))
    .map((name) => `@img/${name}`);
}

function folderOf(name: string): string {
  const scoped = name.startsWith('@img/sharp-');
  if (!scoped) return dirname(findPackageJSON(name, import.meta.url)!);
  return join(dirname(folderOf('@img/colour')), name.slice('@img/'.length));
}
