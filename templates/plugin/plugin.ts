/**
 * A plugin of GatheRing: one object that says what it brings, the default export of this file. This one looks after
 * what programmers leave for later. Change it piece by piece, and run `npm test` as you go.
 */
import {
  definePlugin,
  defineTool,
  type FileHandlerDefinition,
  type FileSource,
  type ToolContext,
  ToolError,
  z,
} from 'gathering/plugin';

// 1. The configuration: what those who run GatheRing may choose. Whatever they leave out gets its default.
//    z is zod (https://zod.dev): one declaration is the type, the check, and what others read about it.
const config = z.strictObject({
  words: z.array(z.string().min(1)).default(['TODO', 'FIXME']).describe('Words that mark a line.'),
});
type Config = z.output<typeof config>;

// 2. A tool: a function that people, programs and models call. They choose it by its description. Its name must be
//    unique among the tools of all plugins, so begin it with something of your own.
const marks = defineTool({
  name: 'my_plugin_marks',
  title: 'Find marks',
  description: 'Lists the lines of a source file that were marked for later, with TODO for example.',
  category: 'UTILITY',
  // What callers give. It is checked before `run` is called, which then knows the types.
  parameters: z.strictObject({
    path: z.string().describe('Path of the file, relative to the workspace, e.g. `src/main.ts`.'),
  }),
  // What they get. A result that does not fit fails the call, so callers can rely on it.
  returns: z.strictObject({
    marks: z.array(
      z.strictObject({
        line: z.int().min(1).describe('Number of the line; the first is 1.'),
        text: z.string().describe('The line, without the space around it.'),
      }),
    ),
  }),
  // `gathering check --examples` runs them on the files of the folder `examples`.
  examples: [{ description: 'What is left to do by the notes', arguments: { path: 'notes.md' } }],
  // What an agent must know to be offered it: the competency below.
  requiredCompetencies: ['my_plugin_upkeep'],
  // Hints for whoever decides if a call needs to be asked about first.
  annotations: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
  // The workspace is the one folder that it may use. Throw a ToolError to tell the caller what is wrong.
  async run({ path }, { workspace, config: { words }, progress }: ToolContext<Config>) {
    const text = decode(await workspace.read(path));
    if (text.includes('\0')) throw new ToolError('This file holds no text.', { path: ['path'] });
    progress(0.5, 'It is read.');
    const lines = text.split('\n').map((line, i) => ({ line: i + 1, text: line.trim() }));
    return { marks: lines.filter((each) => words.some((word) => each.text.includes(word))) };
  },
});

// 3. A file handler: what your plugin knows of a format. This one is for lists such as
//      - [x] buy flour
//      - [ ] bake bread
const todoLists: FileHandlerDefinition = {
  id: 'my_plugin_todo',
  name: 'To-do list',
  description: 'Lists of things to do, one a line: counts them, and gives those that are left.',
  extensions: ['.todo'],
  // Facts about the file, as JSON.
  async inspect(file) {
    const { open, done } = await items(file);
    return { open: open.length, done: done.length };
  },
  // Its text, for a model or a search.
  async text(file) {
    return (await items(file)).open.join('\n');
  },
};

async function items(file: FileSource): Promise<{ open: string[]; done: string[] }> {
  const found = [...decode(await file.read()).matchAll(/^- \[([ x])\] (.*)$/gm)];
  const marked = (mark: string) => found.filter((item) => item[1] === mark).map((item) => item[2]!.trim());
  return { open: marked(' '), done: marked('x') };
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

// 4. The plugin. `requires` names other plugins: `core` comes with GatheRing and brings the competency `programming`.
export default definePlugin({
  id: 'my-plugin',
  name: 'My plugin',
  version: '0.1.0',
  description: 'Looks after what programmers leave for later.',
  author: 'Your name',
  requires: { core: '>=0.4.0' },
  config,
  tools: [marks],
  // A competency is a skill that agents hold and tools ask for. Its parents are more general ones.
  competencies: [
    {
      id: 'my_plugin_upkeep',
      name: 'Upkeep',
      description: 'Keeps source code tidy: finds what was left for later and sees that it gets done.',
      category: 'development',
      parents: ['programming'],
      skillLevel: 'BEGINNER',
      relatedTools: ['my_plugin_marks'],
    },
  ],
  fileHandlers: [todoLists],
});
