/** An author's definition as plain data, for the way out of the plugin's process. */
import type { JsonObject } from '../../registries/definitions.ts';
import type { FileHandlerDefinition, PluginDefinition, ToolDefinition } from '../contract.ts';
import { checkShape } from '../definition-shape.ts';
import type { HookName } from '../runtime.ts';
import { toJsonSchema } from '../zod-schema.ts';

const HOOKS: readonly (HookName | 'health')[] = ['onLoad', 'onUnload', 'onEnable', 'onDisable', 'health'];
const OPERATIONS = ['inspect', 'text', 'preview'] as const;
/** Stands for a function: it is called by asking the process. */
const FUNCTION = true;

/**
 * Schemas become JSON Schema, functions `true`.
 * @throws PluginError INVALID_PLUGIN, with the path into the definition.
 */
export function toPortable(definition: unknown): JsonObject {
  const plugin = checkShape(definition);
  const { tools = [], fileHandlers = [], config, ...rest } = plugin;
  const schema = (path: (string | number)[], value: any, io: 'input' | 'output') =>
    value === undefined ? undefined : toJsonSchema(plugin.id, path, value, io);
  return plain({
    ...rest,
    ...marks(plugin, HOOKS),
    config: schema(['config'], config, 'input'),
    tools: tools.map(({ parameters, returns, effects, ...tool }, i) => ({
      ...tool,
      run: FUNCTION,
      effects: typeof effects === 'function' ? FUNCTION : effects,
      parameters: schema(['tools', i, 'parameters'], parameters, 'input'),
      returns: schema(['tools', i, 'returns'], returns, 'output'),
    })),
    fileHandlers: fileHandlers.map((handler) => ({ ...handler, ...marks(handler, OPERATIONS) })),
  });
}

/**
 * The definition again, its functions empty: enough to be checked and described.
 * @param portable of a process that may say anything.
 */
export function fromPortable(portable: unknown): PluginDefinition {
  if (!isObject(portable)) return portable as PluginDefinition;
  const { tools, fileHandlers } = portable;
  return {
    ...portable,
    ...functions(portable, HOOKS),
    ...(Array.isArray(tools) && {
      tools: tools.map((tool) => ({ ...tool, ...functions<ToolDefinition>(tool, ['run', 'effects']) })),
    }),
    ...(Array.isArray(fileHandlers) && {
      fileHandlers: fileHandlers.map((handler) => ({
        ...handler,
        ...functions<FileHandlerDefinition>(handler, OPERATIONS),
      })),
    }),
  } as unknown as PluginDefinition;
}

function marks<T extends object>(of: T, names: readonly (keyof T & string)[]): Partial<Record<string, true>> {
  return Object.fromEntries(names.filter((name) => of[name] !== undefined).map((name) => [name, FUNCTION]));
}

function functions<T>(of: unknown, names: readonly (keyof T & string)[]): Partial<T> {
  const marked = names.filter((name) => isObject(of) && of[name] === FUNCTION);
  return Object.fromEntries(marked.map((name) => [name, () => undefined])) as Partial<T>;
}

function plain(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
