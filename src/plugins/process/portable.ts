/** An author's definition as plain data, for the way out of the plugin's process. */
import type { JsonObject } from '../../registries/definitions.ts';
import type { FileHandlerDefinition, PluginDefinition, ToolDefinition } from '../contract.ts';
import type { Path } from '../invalid-definition.ts';
import { isZod } from '../is-zod.ts';
import type { HookName } from '../runtime.ts';

const HOOKS: readonly (HookName | 'health')[] = ['onLoad', 'onUnload', 'onEnable', 'onDisable', 'health'];
const CALLED: readonly (keyof ToolDefinition)[] = ['run', 'effects'];
const OPERATIONS: readonly (keyof FileHandlerDefinition)[] = ['inspect', 'text', 'preview'];
/** Stands for a function: it is called by asking the process. */
const FUNCTION = '$function';

/**
 * Schemas of zod become JSON Schema, functions a mark. Anything else stays as it is: the server checks the form.
 * @throws PluginError INVALID_PLUGIN for a schema that JSON Schema cannot say, with the path into the definition.
 */
export async function toPortable(definition: PluginDefinition): Promise<JsonObject> {
  const schema = await schemaWriter(definition);
  return plain({
    ...withOwn(definition, HOOKS),
    config: schema(['config'], definition.config, 'input'),
    tools: each(definition.tools, (tool, i) => ({
      ...withOwn(tool, CALLED),
      parameters: schema(['tools', i, 'parameters'], tool.parameters, 'input'),
      returns: schema(['tools', i, 'returns'], tool.returns, 'output'),
    })),
    fileHandlers: each(definition.fileHandlers, (handler) => withOwn(handler, OPERATIONS)),
  });
}

/**
 * The definition again, its functions empty: enough to be checked and described.
 * @param portable of a process that may say anything.
 */
export function fromPortable(portable: unknown): PluginDefinition {
  if (!isObject(portable)) return portable as PluginDefinition;
  return {
    ...withFunctions(portable, HOOKS),
    ...('tools' in portable && { tools: each(portable.tools, (tool) => withFunctions(tool, CALLED)) }),
    ...('fileHandlers' in portable && {
      fileHandlers: each(portable.fileHandlers, (handler) => withFunctions(handler, OPERATIONS)),
    }),
  } as unknown as PluginDefinition;
}

type Fields = Readonly<Record<string, unknown>>;
type WriteSchema = (path: Path, schema: unknown, io: 'input' | 'output') => unknown;

/** Late, and only for a plugin that has zod itself: the process of another one starts sooner without it. */
async function schemaWriter({ id, config, tools }: PluginDefinition): Promise<WriteSchema> {
  const found: unknown[] = [config];
  each(tools, (tool) => found.push(tool.parameters, tool.returns));
  if (!found.some(isZod)) return (_path, schema) => schema;
  const { toJsonSchema } = await import('../zod-schema.ts');
  return (path, schema, io) => (isZod(schema) ? toJsonSchema(String(id), path, schema, io) : schema);
}

/** Of a list each object; what should be a list or an object and is none stays as it is. */
function each(list: unknown, change: (one: Fields, index: number) => unknown): unknown {
  if (!Array.isArray(list)) return list;
  return list.map((one: unknown, i) => (isObject(one) ? change(one, i) : one));
}

/** What has methods of a class has them itself then. */
function withOwn(of: object, names: readonly string[]): object {
  return { ...of, ...Object.fromEntries(names.map((name) => [name, (of as Fields)[name]])) };
}

function withFunctions(of: Fields, names: readonly string[]): object {
  const marked = Object.entries(of).filter(([name, value]) => value === FUNCTION && names.includes(name));
  return { ...of, ...Object.fromEntries(marked.map(([name]) => [name, () => undefined])) };
}

function plain(value: object): JsonObject {
  const text = JSON.stringify(value, (_name, part: unknown) =>
    typeof part === 'function' ? FUNCTION : part,
  );
  return JSON.parse(text) as JsonObject;
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
