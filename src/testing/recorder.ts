import { configSchema } from '../config.ts';
import { keepArtifacts } from '../execution/artifacts/call-artifacts.ts';
import { refuseArtifact } from '../execution/call-plugin.ts';
import type { ArtifactRef, Log } from '../plugins/contract.ts';
import type { ToolCall } from '../plugins/runtime.ts';
import type { JsonObject } from '../registries/definitions.ts';
import { type ArtifactMemory, OWNER } from './artifact-memory.ts';

/** As the server has it by default. */
const LIMITS = {
  maxPerCall: configSchema.shape.maxArtifactsPerCall.parse(undefined),
  maxBytesPerCall: configSchema.shape.artifactRetentionBytes.parse(undefined) / 4,
};

export interface KeptArtifact extends ArtifactRef {
  data: Uint8Array;
}

export interface LogLine {
  level: keyof Log;
  message: string;
  data: JsonObject;
}

/** What code of a plugin told through its context, in order. */
export interface Told {
  /** All text output, whatever its stream. */
  output: string;
  progress: { fraction: number; message: string | null }[];
  artifacts: KeptArtifact[];
  logs: LogLine[];
}

/**
 * A context's ears: what it is told goes into `told`.
 * @param memory where artifacts are kept; null for a host that keeps none.
 */
export function recorder(
  memory: ArtifactMemory | null,
  signal: AbortSignal,
): {
  told: Told;
  ears: Pick<ToolCall, 'progress' | 'output' | 'artifact' | 'log'>;
} {
  const told: Told = { output: '', progress: [], artifacts: memory?.kept ?? [], logs: [] };
  const ears = {
    progress: (fraction: number, message?: string) =>
      void told.progress.push({ fraction, message: message ?? null }),
    output: (text: string) => void (told.output += text),
    artifact: memory ? keepArtifacts(memory, OWNER, { ending: () => signal, ...LIMITS }) : refuseArtifact,
    log: logInto(told.logs),
  };
  return { told, ears };
}

function logInto(lines: LogLine[]): Log {
  const at =
    (level: keyof Log) =>
    (message: string, data: JsonObject = {}) =>
      void lines.push({ level, message, data });
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
