import { LRUCache } from 'lru-cache';
import { isDeep } from '../registries/deep.ts';
import type { JsonObject, ToolRecord } from '../registries/definitions.ts';
import { InvalidArguments, PluginError } from '../registries/errors.ts';
import { type SchemaIssue, compileSchema } from '../registries/json-schema.ts';

type Check = (value: unknown) => SchemaIssue[];

const TOO_DEEP = { pointer: '', message: 'nest deeper than 100 levels', keyword: 'depth' };

/** Checks arguments and results against a tool's schemas, each compiled at its first use and kept while in use. */
export class ArgumentCheck {
  // A compiled schema is some 10 to 100 KB; a registry may hold 100,000 tools of which few are called.
  readonly #compiled = new LRUCache<string, Check>({ max: 1000 });

  /** Compiles both schemas of a tool. @throws PluginError INVALID_PLUGIN when one cannot be used. */
  checkSchemas(tool: ToolRecord): void {
    this.#checkOf(tool, tool.parameters);
    if (tool.returns !== null) this.#checkOf(tool, tool.returns);
  }

  /** @throws InvalidArguments with a pointer to each thing that is wrong. */
  checkArguments(tool: ToolRecord, args: JsonObject): void {
    refuseDeep(tool.name, args);
    const issues = this.#checkOf(tool, tool.parameters)(args);
    if (issues.length > 0) throw new InvalidArguments(tool.name, issues);
  }

  /** What is wrong with a result; null when it fits or the tool promises nothing. */
  checkResult(tool: ToolRecord, value: unknown): string | null {
    if (tool.returns === null) return null;
    const [issue] = this.#checkOf(tool, tool.returns)(value);
    return issue ? `${issue.pointer || 'it'} ${issue.message}` : null;
  }

  #checkOf(tool: ToolRecord, schema: string): Check {
    const known = this.#compiled.get(schema);
    if (known) return known;
    const check = compile(tool, schema);
    this.#compiled.set(schema, check);
    return check;
  }
}

/** @throws InvalidArguments. */
export function refuseDeep(tool: string, args: JsonObject): void {
  if (isDeep(args)) throw new InvalidArguments(tool, [TOO_DEEP]);
}

/** Compiling is left until a tool is called, so that is when a broken reference shows. */
function compile(tool: ToolRecord, schema: string): Check {
  try {
    return compileSchema(JSON.parse(schema) as JsonObject);
  } catch (error) {
    const message = `A schema of tool "${tool.name}" cannot be used: ${(error as Error).message}. Its plugin must be mended.`;
    throw new PluginError('INVALID_PLUGIN', tool.pluginId, message, { path: ['tool'] });
  }
}
