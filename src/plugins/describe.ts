/** Turns an author's definition into plain data, and says where it is wrong. */
import { hash } from 'node:crypto';
import semver from 'semver';
import { z } from 'zod';
import {
  type CompetencyRecord,
  type FileHandlerRecord,
  type JsonObject,
  type ToolRecord,
} from '../registries/definitions.ts';
import { PluginError } from '../registries/errors.ts';
import { normalizeExtension } from '../registries/file-handlers.ts';
import { checkSchema } from '../registries/json-schema.ts';
import type {
  CompetencyDefinition,
  FileHandlerDefinition,
  PluginDefinition,
  Schema,
  ToolDefinition,
} from './contract.ts';
import { definitionShape } from './definition-shape.ts';
import type { PluginDescription } from './runtime.ts';

const ANY_OBJECT: JsonObject = { type: 'object', properties: {}, additionalProperties: false };

/** @throws PluginError INVALID_PLUGIN, with the path into the definition. */
export function describePlugin(definition: PluginDefinition): PluginDescription {
  checkShape(definition);
  const { id } = definition;
  const fail = (path: readonly (string | number)[], message: string): never => {
    throw invalid(id, path, message);
  };
  const { tools = [], competencies = [], fileHandlers = [] } = definition;
  refuseDuplicates(
    fail,
    'tools',
    tools.map(({ name }) => name),
  );
  refuseDuplicates(
    fail,
    'competencies',
    competencies.map((competency) => competency.id),
  );
  refuseDuplicates(
    fail,
    'fileHandlers',
    fileHandlers.map((handler) => handler.id),
  );
  return {
    plugin: {
      id,
      name: definition.name,
      version: semver.valid(definition.version)!,
      description: definition.description,
      author: definition.author,
      license: definition.license ?? null,
      homepage: definition.homepage ?? null,
      tags: [...(definition.tags ?? [])],
      requires: Object.entries(definition.requires ?? {}).map(([pluginId, range]) => ({ pluginId, range })),
      configSchema: schemaJson(fail, ['config'], definition.config, 'input') ?? ANY_OBJECT,
    },
    gathering: definition.gathering ?? null,
    packages: definition.packages ?? {},
    programs: definition.programs ?? {},
    secrets: definition.secrets ?? [],
    tools: tools.map((tool, i) =>
      describeTool(id, tool, (path, message) => fail(['tools', i, ...path], message)),
    ),
    competencies: competencies.map((competency) => describeCompetency(id, competency)),
    fileHandlers: fileHandlers.map((handler) => describeFileHandler(id, handler)),
  };
}

type Fail = (path: readonly (string | number)[], message: string) => never;

function describeTool(pluginId: string, tool: ToolDefinition, fail: Fail): ToolRecord {
  const parameters = JSON.stringify(schemaJson(fail, ['parameters'], tool.parameters, 'input') ?? ANY_OBJECT);
  const returns = schemaJson(fail, ['returns'], tool.returns, 'output');
  const returnsText = returns === null ? null : JSON.stringify(returns);
  const { annotations = {} } = tool;
  return {
    name: tool.name,
    title: tool.title ?? null,
    description: tool.description,
    category: tool.category ?? 'CUSTOM',
    tags: [...new Set(tool.tags ?? [])],
    pluginId,
    availability: 'READY',
    unavailableReason: null,
    requiredCompetencies: (tool.requiredCompetencies ?? []).map((required) =>
      typeof required === 'string'
        ? { competencyId: required, level: 'BEGINNER' }
        : { competencyId: required.id, level: required.level },
    ),
    readOnly: annotations.readOnly ?? null,
    destructive: annotations.destructive ?? null,
    idempotent: annotations.idempotent ?? null,
    openWorld: annotations.openWorld ?? null,
    limits: { ...tool.limits },
    definitionHash: definitionHash(tool.name, parameters, returnsText ?? '', tool.description),
    parameters,
    returns: returnsText,
    examples: JSON.stringify(tool.examples ?? []),
  };
}

// Neither a name nor JSON text can hold the separator, so no two tools give one text. The parts are put together as
// bytes: as a text of kilobytes that would take as long as half of the hash.
function definitionHash(...parts: readonly string[]): string {
  let length = 0;
  for (const part of parts) {
    const most = length + 3 * part.length + 1;
    if (scratch.length < most) scratch = Buffer.concat([scratch], 2 * most);
    length += scratch.write(part, length);
    scratch[length++] = 0;
  }
  return hash('sha256', scratch.subarray(0, length));
}

let scratch = Buffer.alloc(65_536);

function describeCompetency(pluginId: string, competency: CompetencyDefinition): CompetencyRecord {
  return {
    id: competency.id,
    name: competency.name,
    description: competency.description,
    category: competency.category ?? 'general',
    skillLevel: competency.skillLevel ?? 'INTERMEDIATE',
    pluginId,
    parents: [...new Set(competency.parents ?? [])],
    relatedTools: [...new Set(competency.relatedTools ?? [])],
  };
}

function describeFileHandler(pluginId: string, handler: FileHandlerDefinition): FileHandlerRecord {
  const operations = { INSPECT: handler.inspect, TEXT: handler.text, PREVIEW: handler.preview };
  return {
    id: handler.id,
    name: handler.name,
    description: handler.description,
    extensions: [...new Set((handler.extensions ?? []).map(normalizeExtension))],
    mimeTypes: [...new Set((handler.mimeTypes ?? []).map((type) => type.toLowerCase()))],
    magic: (handler.magic ?? []).map(({ offset = 0, hex }) => ({ offset, hex: hex.toLowerCase() })),
    operations: (['INSPECT', 'TEXT', 'PREVIEW'] as const).filter((operation) => operations[operation]),
    availability: 'READY',
    pluginId,
  };
}

/** A schema as JSON Schema; zod is translated. */
function schemaJson(
  fail: Fail,
  path: string[],
  schema: Schema | undefined,
  io: 'input' | 'output',
): JsonObject | null {
  if (schema === undefined) return null;
  const json = isZod(schema) ? translate(fail, path, schema, io) : schema;
  const [issue] = checkSchema(json);
  if (issue) fail(path, `is not JSON Schema: ${issue.pointer || 'it'} ${issue.message}`);
  if (path[0] !== 'returns' && json.type !== 'object')
    fail(path, 'must be a schema of an object (`type: "object"`)');
  return json;
}

function translate(fail: Fail, path: string[], schema: z.ZodType, io: 'input' | 'output'): JsonObject {
  try {
    return z.toJSONSchema(schema, { io }) as JsonObject;
  } catch (error) {
    return fail(path, `cannot be written as JSON Schema: ${(error as Error).message}`);
  }
}

/** By its mark, not its class: a plugin may bring its own copy of zod. */
export function isZod(schema: Schema): schema is z.ZodType {
  return '_zod' in schema;
}

function checkShape(definition: unknown): void {
  const shape = definitionShape.safeParse(definition);
  const issue = shape.error?.issues[0];
  if (!issue) return;
  const { id } = Object(definition) as { id?: unknown };
  throw invalid(typeof id === 'string' ? id : '', issue.path.map(String), issue.message);
}

function refuseDuplicates(fail: Fail, list: string, names: readonly string[]): void {
  const seen = new Set<string>();
  const twice = names.find((name) => seen.size === seen.add(name).size);
  if (twice !== undefined) fail([list, names.lastIndexOf(twice)], `"${twice}" is declared twice`);
}

function invalid(id: string, path: readonly (string | number)[], message: string): PluginError {
  const where = path.length > 0 ? `\`${path.join('.')}\` ` : '';
  return new PluginError(
    'INVALID_PLUGIN',
    id,
    `The definition of plugin "${id}" is not valid: ${where}${message}.`,
    {
      path: path.map(String),
    },
  );
}
