/** The server's side of what a plugin's code asks and tells during a call. */
import type { JsonObject } from '../../registries/definitions.ts';
import { type Log, ToolError } from '../contract.ts';
import type { ArtifactIntake } from './artifact-intake.ts';
import type { OpenCall } from './process-runtime.ts';

type Calls = ReadonlyMap<number, OpenCall>;

/** @throws ToolError, as the asked part of the context does, and for a call that has ended. */
export async function answerCall(calls: Calls, method: string, params: any): Promise<unknown> {
  const call = calls.get(params.call);
  if (!call) throw new ToolError('The call has ended: its context can no longer be used.');
  const { workspace, artifacts, file } = call;
  switch (method) {
    case 'workspace.read':
      return base64(await workspace.read(String(params.path), params.range));
    case 'workspace.write':
      return workspace.write(String(params.path), Buffer.from(String(params.content), 'base64'));
    case 'workspace.move':
      return workspace.move(String(params.from), String(params.to));
    case 'workspace.remove':
      return workspace.remove(String(params.path), { recursive: params.recursive === true });
    case 'workspace.list':
      return workspace.list(String(params.path));
    case 'workspace.stat':
      return workspace.stat(String(params.path));
    case 'file.read':
      if (!file) throw new ToolError('Only file handlers have a file to read.');
      return base64(await file.read(params.range));
    case 'artifact.open':
      return artifactsOf(artifacts).open({ name: params.name, mimeType: params.mimeType });
    case 'artifact.write':
      return artifactsOf(artifacts).write(params.artifact, Buffer.from(String(params.piece), 'base64'));
    case 'artifact.close':
      return artifactsOf(artifacts).close(params.artifact);
    case 'artifact.drop':
      return artifactsOf(artifacts).drop(params.artifact);
    default:
      throw new ToolError(`There is nothing called "${method}".`);
  }
}

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** Passes on progress, output and log lines; what is none of these is passed over. */
export function hearCall(calls: Calls, log: Log, method: string, params: any): void {
  if (method === 'log') {
    const level = LEVELS.find((known) => known === params.level) ?? 'info';
    return log[level](textOf(params.message)?.slice(0, 4_096) ?? '', asObject(params.data));
  }
  const tool = calls.get(params.call)?.tool;
  if (method === 'progress')
    tool?.progress(numberOf(params.fraction), textOf(params.message)?.slice(0, 1_000));
  if (method === 'output') tool?.output(textOf(params.text) ?? '', params.stream);
}

function artifactsOf(artifacts: ArtifactIntake | undefined): ArtifactIntake {
  if (artifacts) return artifacts;
  throw new ToolError('Only tools and file handlers make artifacts.');
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : NaN;
}

function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}
