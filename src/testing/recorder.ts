import { refuseArtifact } from '../execution/call-plugin.ts';
import type { ArtifactRef, Log, ToolContext } from '../plugins/contract.ts';
import type { ToolCall } from '../plugins/runtime.ts';
import type { JsonObject } from '../registries/definitions.ts';

export interface KeptArtifact extends ArtifactRef {
  name: string;
  mimeType: string | null;
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

/** A context's ears: what it is told goes into `told`. */
export function recorder(keepArtifacts: boolean): {
  told: Told;
  ears: Pick<ToolCall, 'progress' | 'output' | 'artifact' | 'log'>;
} {
  const told: Told = { output: '', progress: [], artifacts: [], logs: [] };
  const ears = {
    progress: (fraction: number, message?: string) =>
      void told.progress.push({ fraction, message: message ?? null }),
    output: (text: string) => void (told.output += text),
    artifact: keepArtifacts ? keepIn(told.artifacts) : refuseArtifact,
    log: logInto(told.logs),
  };
  return { told, ears };
}

function keepIn(artifacts: KeptArtifact[]): ToolContext['artifact'] {
  return async ({ name, mimeType = null, data }) => {
    const id = String(artifacts.length + 1);
    const ref = { id, uri: `artifact:${id}` };
    artifacts.push({ ...ref, name, mimeType, data });
    return ref;
  };
}

function logInto(lines: LogLine[]): Log {
  const at =
    (level: keyof Log) =>
    (message: string, data: JsonObject = {}) =>
      void lines.push({ level, message, data });
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
