import { MAX_PREVIEW_BYTES } from '../plugins/artifact-data.ts';
import { type FileSource, ToolError, type Workspace } from '../plugins/contract.ts';
import type { FileHandlerRecord, FileOperation, JsonValue } from '../registries/definitions.ts';
import { DomainError, NotFound, printable } from '../registries/errors.ts';
import { nearestNames } from '../registries/nearest.ts';
import { isMimeType } from './artifacts/artifact-facts.ts';
import { artifactIdIn } from './artifacts/artifact.ts';
import {
  type DetectedType,
  hasMagic,
  nameWithType,
  SAMPLE_BYTES,
  typeByContent,
  typeByName,
  typesAgree,
} from './file-types.ts';

export interface InspectionRequest {
  /** In the workspace. */
  path: string;
  /** Default: all that the handler offers. */
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
  /** What PREVIEW gave; called as the file is, with an extension of its own. */
  picture: (Picture & { name: string }) | null;
}

/** A picture of a file. */
export interface Picture {
  mimeType: string;
  data: Uint8Array;
}

/**
 * Tells what a file is and what a handler knows of it. Content goes before name: where they contradict each
 * other, a handler must fit the content.
 *
 * @throws ToolError for a path that cannot be read, an operation that the handler does not offer, or what the
 * handler throws; NotFound and TOOL_NOT_READY for the handler that was named.
 */
export async function inspectFile(request: InspectionRequest): Promise<FileInspection> {
  const { path } = request;
  const { file, ...facts } = await examineFile(request);
  const { expectedMimeType, mismatch } = facts;
  const handler = chooseHandler(request, facts);
  const { byteSize, mimeType: detectedMimeType } = file;
  const { picture, ...answers } = await runOperations(request, handler, file);
  return {
    ...{ path, byteSize, detectedMimeType, expectedMimeType, mismatch, handlerId: handler?.id ?? null },
    ...answers,
    picture: picture && { ...picture, name: nameWithType(facts.called, picture.mimeType) },
  };
}

/** A file as handlers see it, and what its content and its name say. @throws ToolError for a path that cannot be read. */
export async function examineFile({
  path,
  candidates,
  workspace,
}: Pick<InspectionRequest, 'path' | 'candidates' | 'workspace'>): Promise<Facts & { file: FileSource }> {
  const { byteSize, name } = await workspace.stat(path);
  const sample = await workspace.read(path, { start: 0, end: SAMPLE_BYTES });
  const detected = await typeByContent(sample, candidates.filter(isReady));
  // The path of an artifact does not tell what it is called.
  const called = artifactIdIn(path) === null ? path : name;
  const expectedMimeType = typeByName(called);
  const mismatch = !typesAgree(detected, expectedMimeType);
  const read: FileSource['read'] = (range) => workspace.read(path, range);
  const file = { path, byteSize, mimeType: detected?.mimeType ?? null, read };
  return { file, called, sample, detected, expectedMimeType, mismatch };
}

/** What TEXT gave. @throws ToolError when that is no text. */
export function checkText(handlerId: string, text: unknown): string | null {
  if (text === null || typeof text === 'string') return text;
  throw new ToolError(`File handler "${handlerId}" gave something else than text. Report it to its author.`);
}

/** What PREVIEW gave. @throws ToolError when that is no picture, or too large a one. */
export function checkPicture(handlerId: string, answer: unknown): Picture {
  const { mimeType, data } = Object(answer) as Partial<Picture>;
  if (!isMimeType(mimeType) || !(data instanceof Uint8Array))
    throw new ToolError(`File handler "${handlerId}" gave no picture: it must answer { mimeType, data }.`);
  if (data.length <= MAX_PREVIEW_BYTES) return { mimeType, data };
  const what = `a picture of ${data.length} bytes; at most ${MAX_PREVIEW_BYTES} are kept`;
  throw new ToolError(`File handler "${handlerId}" gave ${what}. Report it to its author.`);
}

interface Facts {
  /** The path, or the name of an artifact. */
  called: string;
  sample: Uint8Array;
  detected: DetectedType | null;
  expectedMimeType: string | null;
  mismatch: boolean;
}

function chooseHandler(
  { handlerId, candidates }: InspectionRequest,
  facts: Facts,
): FileHandlerRecord | undefined {
  if (handlerId === null || handlerId === undefined) {
    return candidates.find((handler) => isReady(handler) && fits(handler, facts));
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

function fits(handler: FileHandlerRecord, facts: Facts): boolean {
  const { called, sample, detected, expectedMimeType, mismatch } = facts;
  const takes = (type: string | null | undefined) => type != null && handler.mimeTypes.includes(type);
  if (hasMagic(handler, sample) || takes(detected?.mimeType)) return true;
  if (mismatch) return false;
  const name = called.toLowerCase();
  return takes(expectedMimeType) || handler.extensions.some((extension) => name.endsWith(extension));
}

async function runOperations(
  { operations, runHandler }: InspectionRequest,
  handler: FileHandlerRecord | undefined,
  file: FileSource,
): Promise<Pick<FileInspection, 'metadata' | 'text'> & { picture: Picture | null }> {
  if (!handler) return { metadata: null, text: null, picture: null };
  const { id } = handler;
  const asked = operations ?? handler.operations;
  for (const operation of asked) refuseUnoffered(handler, operation);
  const given = async (operation: FileOperation) => {
    if (!asked.includes(operation)) return NOT_GIVEN;
    if (operations) return runHandler(id, operation, file);
    // Nobody asked for this by name: what a file is, is told also where nothing can look into it.
    return runHandler(id, operation, file).catch(withoutJail);
  };
  const [metadata, text, picture] = [await given('INSPECT'), await given('TEXT'), await given('PREVIEW')];
  return {
    metadata: (metadata === NOT_GIVEN ? null : (metadata ?? null)) as JsonValue,
    text: text === NOT_GIVEN ? null : checkText(id, text),
    picture: picture === NOT_GIVEN ? null : checkPicture(id, picture),
  };
}

const NOT_GIVEN = Symbol('not given');

/** @throws whatever it is but the want of a jail. */
function withoutJail(error: unknown): typeof NOT_GIVEN {
  if (error instanceof DomainError && error.code === 'JAIL_UNAVAILABLE') return NOT_GIVEN;
  throw error;
}

function refuseUnoffered({ id, operations }: FileHandlerRecord, operation: FileOperation): void {
  if (operations.includes(operation)) return;
  const instead = operations.length > 0 ? `Ask for ${operations.join(' or ')}.` : 'Name another handler.';
  throw new ToolError(`File handler "${printable(id)}" does not offer ${operation}. ${instead}`, {
    path: ['operations'],
  });
}
