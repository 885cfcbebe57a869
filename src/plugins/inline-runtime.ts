import type { FileOperation, JsonObject, JsonValue } from '../registries/definitions.ts';
import { InvalidArguments, PluginError } from '../registries/errors.ts';
import type { FileHandlerDefinition, FileSource, PluginDefinition, ToolDefinition } from './contract.ts';
import { checkEffects } from './effects.ts';
import { isZod } from './is-zod.ts';
import type { HookCall, HookName, PluginDescription, PluginRuntime, ToolCall } from './runtime.ts';

/** Runs a plugin's code in this process: for plugins we ship. Their time-outs are cooperative. */
export class InlineRuntime implements PluginRuntime {
  readonly #definition: PluginDefinition;
  readonly #tools: ReadonlyMap<string, ToolDefinition>;
  readonly #handlers: ReadonlyMap<string, FileHandlerDefinition>;
  #config: JsonObject = {};
  readonly ended = new Promise<never>(() => {});
  readonly stderrTail = '';
  readonly modules: ReadonlySet<string> = new Set();
  readonly packagesFrom = import.meta.url;

  constructor(definition: PluginDefinition) {
    this.#definition = definition;
    this.#tools = new Map((definition.tools ?? []).map((tool) => [tool.name, tool]));
    this.#handlers = new Map((definition.fileHandlers ?? []).map((handler) => [handler.id, handler]));
  }

  async describe(): Promise<PluginDescription> {
    const { describePlugin } = await import('./describe.ts');
    return describePlugin(this.#definition);
  }

  async configure(config: JsonObject): Promise<void> {
    this.#config = await this.#parseConfig(config);
  }

  async runHook(hook: HookName, call: HookCall): Promise<void> {
    await this.#definition[hook]?.({ ...call, config: this.#config });
  }

  async health(call: HookCall): Promise<{ ok: boolean; message?: string }> {
    return (await this.#definition.health?.({ ...call, config: this.#config })) ?? { ok: true };
  }

  async execute(name: string, args: JsonObject, call: ToolCall): Promise<unknown> {
    const tool = this.#tools.get(name)!;
    return tool.run(await parseArguments(tool, args), { ...call, config: this.#config });
  }

  async effects(name: string, args: JsonObject): Promise<readonly string[] | null> {
    const tool = this.#tools.get(name)!;
    const parsed = await parseArguments(tool, args);
    const { effects } = tool;
    const declared: unknown = typeof effects === 'function' ? effects(parsed) : effects;
    // What an author writes as an async function gives a promise.
    return checkEffects(this.#definition.id, name, await declared);
  }

  async readFile(id: string, operation: FileOperation, file: FileSource, call: ToolCall): Promise<unknown> {
    const handler = this.#handlers.get(id)!;
    const context = { ...call, config: this.#config };
    if (operation === 'INSPECT') return handler.inspect?.(file, context);
    return operation === 'TEXT' ? handler.text?.(file, context) : handler.preview?.(file, context);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #parseConfig(config: JsonObject): Promise<JsonObject> {
    const { id, config: schema } = this.#definition;
    if (schema === undefined) return refuseAny(id, config);
    if (isZod(schema)) {
      const parsed = await schema.safeParseAsync(config);
      const issue = parsed.error?.issues[0];
      if (issue) throw invalidConfig(id, issue.path.map(String), issue.message);
      return parsed.data as JsonObject;
    }
    // Late, here as in describe: the process of a plugin rarely needs ajv, and starts sooner without it.
    const { compileSchema } = await import('../registries/json-schema.ts');
    const [issue] = compileSchema(schema as JsonObject)(config);
    if (issue) throw invalidConfig(id, issue.pointer.split('/').slice(1), issue.message);
    return config;
  }
}

function refuseAny(id: string, config: JsonObject): JsonObject {
  const [field] = Object.keys(config);
  if (field !== undefined) throw invalidConfig(id, [field], 'the plugin takes no configuration');
  return config;
}

/** The author's own schema knows more than its JSON Schema: defaults, transforms, refinements. */
async function parseArguments({ name, parameters }: ToolDefinition, args: JsonObject): Promise<JsonValue> {
  if (!isZod(parameters)) return args;
  const parsed = await parameters.safeParseAsync(args);
  if (parsed.success) return parsed.data as JsonValue;
  const issues = parsed.error.issues.map(({ path, message, code }) => ({
    pointer: path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
    message,
    keyword: code,
  }));
  throw new InvalidArguments(name, issues);
}

function invalidConfig(id: string, path: readonly string[], problem: string): PluginError {
  const where = path.length > 0 ? `\`${path.join('.')}\`: ` : '';
  return new PluginError(
    'INVALID_CONFIG',
    id,
    `The configuration of plugin "${id}" does not fit: ${where}${problem}.`,
    {
      path: ['config', ...path],
    },
  );
}
