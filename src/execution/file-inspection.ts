import { type FileSource, ToolError, type Workspace } from '../plugins/contract.ts';
import type { FileHandlerRecord, FileOperation, JsonValue } from '../registries/definitions.ts';
import { DomainError, NotFound, printable } from '../registries/errors.ts';
import { nearestNames } from '../registries/nearest.ts';
import {
  type DetectedType,
  hasMagic,
  SAMPLE_BYTES,
  typeByContent,
  typeByName,
  typesAgree,
} from './file-types.ts';

export interface InspectionRequest {
  /** In the workspace. */
  path: string;
  /** Default: all that the handler offers and that is served. */
  operations?: readonly FileOperation[] | null | undefined;
  /** Default: the first candidate that fits. */
  handlerId?: string | null | undefined;
  /** All file handlers, in order of precedence. */
  candidates: readonly FileHandlerRecord[];
  workspace: Workspace;
  /** Calls the handler's plugin. */
  runHandler(handlerId: string, operation: FileOperation, file: FileSource): Promise<unknown>;
}

export interface FileInspection {
  path: string;
  byteSize: number;
  /** By content; null when it shows none. */
  detectedMimeType: string | null;
  /** By name; null when it promises none. */
  expectedMimeType: string | null;
  /** True when the two contradict each other. */
  mismatch: boolean;
  /** Null when no handler that is READY fits. */
  handlerId: string | null;
  /** What INSPECT gave; null when it was not asked for. */
  metadata: JsonValue;
  /** What TEXT gave. */
  text: string | null;
}

/** PREVIEW waits for a place to keep pictures. */
const SERVED: readonly FileOperation[] = ['INSPECT', 'TEXT'];

/**
 * Tells what a file is and what a handler knows of it. Content goes before name: where they contradict each
 * other, a handler must fit the content.
 *
 * @throws ToolError for a path that cannot be read, an operation that the handler does not offer, or what the
 * handler throws; NotFound and TOOL_NOT_READY for the handler that was named.
 */
export async function inspectFile(request: InspectionRequest): Promise<FileInspection> {
  const { path, candidates, workspace } = request;
  const { byteSize } = await workspace.stat(path);
  const sample = await workspace.read(path, { start: 0, end: SAMPLE_BYTES });
  const detected = await typeByContent(sample, candidates.filter(isReady));
  const expectedMimeType = typeByName(path);
  const mismatch = !typesAgree(detected, expectedMimeType);
  const handler = chooseHandler(request, { sample, detected, expectedMimeType, mismatch });
  const detectedMimeType = detected?.mimeType ?? null;
  const file: FileSource = {
    path,
    byteSize,
    mimeType: detectedMimeType,
    read: (range) => workspace.read(path, range),
  };
  return {
    ...{ path, byteSize, detectedMimeType, expectedMimeType, mismatch, handlerId: handler?.id ?? null },
    ...(await runOperations(request, handler, file)),
  };
}

interface Facts {
  sample: Uint8Array;
  detected: DetectedType | null;
  expectedMimeType: string | null;
  mismatch: boolean;
}

function chooseHandler(
  { path, handlerId, candidates }: InspectionRequest,
  facts: Facts,
): FileHandlerRecord | undefined {
  if (handlerId === null || handlerId === undefined) {
    return candidates.find((handler) => isReady(handler) && fits(handler, path, facts));
  }
  const named = candidates.find(({ id }) => id === handlerId);
  if (!named) {
    const ids = candidates.map(({ id }) => id);
    throw new NotFound('file handler', handlerId, nearestNames(handlerId, ids), ['handler']);
  }
  if (isReady(named)) return named;
  const message = `File handler "${handlerId}" is ${named.availability}. Enable plugin "${named.pluginId}" or leave the handler out.`;
  throw new DomainError('TOOL_NOT_READY', message, { path: ['handler'], retryable: true });
}

function isReady(handler: FileHandlerRecord): boolean {
  return handler.availability === 'READY';
}

function fits(handler: FileHandlerRecord, path: string, facts: Facts): boolean {
  const { sample, detected, expectedMimeType, mismatch } = facts;
  const takes = (type: string | null | undefined) => type != null && handler.mimeTypes.includes(type);
  if (hasMagic(handler, sample) || takes(detected?.mimeType)) return true;
  if (mismatch) return false;
  const name = path.toLowerCase();
  return takes(expectedMimeType) || handler.extensions.some((extension) => name.endsWith(extension));
}

async function runOperations(
  { operations, runHandler }: InspectionRequest,
  handler: FileHandlerRecord | undefined,
  file: FileSource,
): Promise<Pick<FileInspection, 'metadata' | 'text'>> {
  if (!handler) return { metadata: null, text: null };
  const asked = operations ?? SERVED.filter((operation) => handler.operations.includes(operation));
  for (const operation of asked) refuseUnserved(handler, operation);
  const metadata = asked.includes('INSPECT') ? await runHandler(handler.id, 'INSPECT', file) : null;
  const text = asked.includes('TEXT') ? await runHandler(handler.id, 'TEXT', file) : null;
  if (text !== null && typeof text !== 'string') {
    throw new ToolError(
      `File handler "${handler.id}" gave something else than text. Report it to its author.`,
    );
  }
  return { metadata: (metadata ?? null) as JsonValue, text };
}

function refuseUnserved({ id, operations }: FileHandlerRecord, operation: FileOperation): void {
  const offered = operations.filter((offer) => SERVED.includes(offer));
  if (offered.includes(operation)) return;
  const instead = offered.length > 0 ? `Ask for ${offered.join(' or ')}.` : 'Name another handler.';
  throw new ToolError(`File handler "${printable(id)}" does not serve ${operation}. ${instead}`, {
    path: ['operations'],
  });
}
