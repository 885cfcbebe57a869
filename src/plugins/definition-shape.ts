import semver from 'semver';
import { z } from 'zod';
import { SKILL_LEVELS, TOOL_CATEGORIES } from '../registries/definitions.ts';
import type { PluginDefinition } from './contract.ts';
import { MAX_EFFECT_LENGTH, MAX_EFFECTS } from './effects.ts';
import { invalid } from './invalid-definition.ts';

const text = z.string().max(65_536);
// Control characters would garble logs, and break index keys.
const line = z
  .string()
  .max(256)
  .regex(/^[^\u0000-\u001f\u007f\uffff]+$/, 'must be one line of text');
const pluginId = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,63}$/, 'must be lower case: a letter, then letters, digits, - or _');
const ownId = z
  .string()
  .regex(/^[a-z][a-z0-9_.-]{0,127}$/, 'must be lower case: a letter, then letters, digits, _ . or -');
const toolName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_.-]{0,127}$/, 'must be a letter, then letters, digits, _ . or -');
const version = z.string().refine((v) => semver.valid(v) !== null, 'must be a semver version such as 1.2.0');
const range = z.string().refine((r) => semver.validRange(r) !== null, 'must be a semver range such as ^1.2');
const run = z.custom<unknown>((f) => typeof f === 'function', 'must be a function');
const schema = z.custom<unknown>(
  (s) => typeof s === 'object' && s !== null && !Array.isArray(s),
  'must be a zod schema or a JSON Schema object',
);
const positive = z.number().int().positive().optional();
const milliseconds = z.number().int().min(1).max(600_000, 'must be at most 600000 milliseconds').optional();
// zod says only that a key is wrong, not how.
const rangesBy = (key: z.ZodString) =>
  z.record(key, range, {
    error: (issue) => (issue.code === 'invalid_key' ? issue.issues[0]?.message : undefined),
  });

const programs = rangesBy(z.string().regex(/^[A-Za-z0-9._+-]+$/, 'must be the name of a program'));

const configNeed = z.union([
  z.string(),
  z.strictObject({ when: z.record(z.string(), z.string()), fields: z.array(z.string()).max(50) }),
]);

const tool = z.strictObject({
  name: toolName,
  title: line.optional(),
  description: text,
  category: z.enum(TOOL_CATEGORIES).optional(),
  tags: z.array(line).max(50).optional(),
  parameters: schema.optional(),
  returns: schema.optional(),
  examples: z
    .array(
      z.strictObject({
        description: text,
        arguments: z.record(z.string(), z.json()),
        result: z.json().optional(),
      }),
    )
    .max(50)
    .optional(),
  requiredCompetencies: z
    .array(z.union([ownId, z.strictObject({ id: ownId, level: z.enum(SKILL_LEVELS) })]))
    .max(50)
    .optional(),
  annotations: z
    .strictObject({
      readOnly: z.boolean().optional(),
      destructive: z.boolean().optional(),
      idempotent: z.boolean().optional(),
      openWorld: z.boolean().optional(),
    })
    .optional(),
  effects: z.union([z.array(z.string().max(MAX_EFFECT_LENGTH)).max(MAX_EFFECTS), run]).optional(),
  limits: z
    .strictObject({
      timeoutMs: milliseconds,
      memoryBytes: positive,
      outputBytes: positive,
      processes: positive,
      maxRunning: z.int().min(1).max(10_000).optional(),
    })
    .optional(),
  needs: z
    .strictObject({
      jail: z.boolean().optional(),
      programs: programs.optional(),
      config: z.array(configNeed).max(50).optional(),
    })
    .optional(),
  run,
});

const competency = z.strictObject({
  id: ownId,
  name: line,
  description: text,
  category: line.optional(),
  parents: z.array(ownId).max(50).optional(),
  skillLevel: z.enum(SKILL_LEVELS).optional(),
  relatedTools: z.array(toolName).max(1000).optional(),
});

const fileHandler = z.strictObject({
  id: ownId,
  name: line,
  description: text,
  extensions: z.array(line).max(500).optional(),
  mimeTypes: z.array(line).max(500).optional(),
  magic: z
    .array(
      z.strictObject({
        offset: z.number().int().min(0).max(4096).optional(),
        hex: z.string().regex(/^([0-9a-f]{2})+$/i, 'must be pairs of hex digits'),
      }),
    )
    .max(50)
    .optional(),
  inspect: run.optional(),
  text: run.optional(),
  preview: run.optional(),
});

/** The form of a plugin's definition. What a form cannot say (schemas, duplicates) is checked by describePlugin. */
export const definitionShape = z.strictObject({
  id: pluginId,
  name: line,
  version,
  description: text,
  author: z.string().max(256),
  license: line.optional(),
  homepage: z.url().optional(),
  tags: z.array(line).max(50).optional(),
  requires: rangesBy(pluginId).optional(),
  packages: rangesBy(line).optional(),
  programs: programs.optional(),
  secrets: z.array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be a name such as API_KEY')).optional(),
  gathering: range.optional(),
  config: schema.optional(),
  tools: z.array(tool).max(10_000).optional(),
  competencies: z.array(competency).max(10_000).optional(),
  fileHandlers: z.array(fileHandler).max(1_000).optional(),
  onLoad: run.optional(),
  onUnload: run.optional(),
  onEnable: run.optional(),
  onDisable: run.optional(),
  health: run.optional(),
});

/** The form of a definition alone: not its schemas. @throws PluginError INVALID_PLUGIN. */
export function checkShape(definition: unknown): PluginDefinition {
  const shape = definitionShape.safeParse(definition);
  const issue = shape.error?.issues[0];
  if (!issue) return definition as PluginDefinition;
  const { id } = Object(definition) as { id?: unknown };
  throw invalid(typeof id === 'string' ? id : '', issue.path.map(String), issue.message);
}
