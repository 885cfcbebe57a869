/** Turns an author's definition into plain data, and says where it is wrong. */
import { hash } from 'node:crypto';
import semver from 'semver';
import {
  type CompetencyRecord,
  type FileHandlerRecord,
  type JsonObject,
  type ToolRecord,
} from '../registries/definitions.ts';
import { normalizeExtension } from '../registries/file-handlers.ts';
import { checkSchema } from '../registries/json-schema.ts';
import type {
  CompetencyDefinition,
  FileHandlerDefinition,
  PluginDefinition,
  Schema,
  ToolDefinition,
} from './contract.ts';
import { checkShape } from './definition-shape.ts';
import { type Path, invalid } from './invalid-definition.ts';
import type { PluginDescription } from './runtime.ts';
import { toJsonSchema } from './zod-schema.ts';

const ANY_OBJECT: JsonObject = { type: 'object', properties: {}, additionalProperties: false };

/** @throws PluginError INVALID_PLUGIN, with the path into the definition. */
export function describePlugin(definition: PluginDefinition): PluginDescription {
  checkShape(definition);
  const { id } = definition;
  const fail: Fail = (path, message) => {
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
      configSchema: schemaJson(id, ['config'], definition.config, 'input') ?? ANY_OBJECT,
    },
    gathering: definition.gathering ?? null,
    packages: definition.packages ?? {},
    programs: definition.programs ?? {},
    needs: Object.fromEntries(tools.flatMap(({ name, needs }) => (needs ? [[name, needs]] : []))),
    secrets: definition.secrets ?? [],
    tools: tools.map((tool, i) => describeTool(id, tool, i)),
    competencies: competencies.map((competency) => describeCompetency(id, competency)),
    fileHandlers: fileHandlers.map((handler) => describeFileHandler(id, handler)),
  };
}

type Fail = (path: Path, message: string) => never;

function describeTool(pluginId: string, tool: ToolDefinition, index: number): ToolRecord {
  const schema = (field: 'parameters' | 'returns', io: 'input' | 'output') =>
    schemaJson(pluginId, ['tools', index, field], tool[field], io);
  const parameters = JSON.stringify(schema('parameters', 'input') ?? ANY_OBJECT);
  const returns = schema('returns', 'output');
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

/** @throws PluginError INVALID_PLUGIN for what is no JSON Schema. Null for none. */
function schemaJson(
  pluginId: string,
  path: Path,
  schema: Schema | undefined,
  io: 'input' | 'output',
): JsonObject | null {
  if (schema === undefined) return null;
  const json = toJsonSchema(pluginId, path, schema, io);
  const [issue] = checkSchema(json);
  if (issue) throw invalid(pluginId, path, `is not JSON Schema: ${issue.pointer || 'it'} ${issue.message}`);
  if (path.at(-1) !== 'returns' && json.type !== 'object')
    throw invalid(pluginId, path, 'must be a schema of an object (`type: "object"`)');
  return json;
}

function refuseDuplicates(fail: Fail, list: string, names: readonly string[]): void {
  const seen = new Set<string>();
  const twice = names.find((name) => seen.size === seen.add(name).size);
  if (twice !== undefined) fail([list, names.lastIndexOf(twice)], `"${twice}" is declared twice`);
}
