import { LRUCache } from 'lru-cache';
import type { JsonObject, ToolRecord } from '../registries/definitions.ts';
import { InvalidArguments } from '../registries/errors.ts';
import { type SchemaIssue, compileSchema } from '../registries/json-schema.ts';

type Check = (value: unknown) => SchemaIssue[];

/** Checks arguments and results against a tool's schemas, each compiled at its first use and kept while in use. */
export class ArgumentCheck {
  // A compiled schema is some 10 to 100 KB; a registry may hold 100,000 tools of which few are called.
  readonly #compiled = new LRUCache<string, Check>({ max: 1000 });

  /** @throws InvalidArguments with a pointer to each thing that is wrong. */
  checkArguments(tool: ToolRecord, args: JsonObject): void {
    const issues = this.#check(tool.parameters)(args);
    if (issues.length > 0) throw new InvalidArguments(tool.name, issues);
  }

  /** What is wrong with a result; null when it fits or the tool promises nothing. */
  checkResult(tool: ToolRecord, value: unknown): string | null {
    if (tool.returns === null) return null;
    const [issue] = this.#check(tool.returns)(value);
    return issue ? `${issue.pointer || 'it'} ${issue.message}` : null;
  }

  #check(schema: string): Check {
    const known = this.#compiled.get(schema);
    if (known) return known;
    const check = compileSchema(JSON.parse(schema) as JsonObject);
    this.#compiled.set(schema, check);
    return check;
  }
}
