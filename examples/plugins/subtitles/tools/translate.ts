import { type ToolContext, ToolError, defineTool, z } from 'gathering/plugin';
import type { Config } from '../config.ts';
import { deeplOf } from '../deepl.ts';
import { escaped, placeOf, unescaped } from '../markup.ts';
import { type Cue, formatSrt, readCues } from '../srt.ts';
import { translateAll } from '../translations.ts';
import { wrap } from '../wrap.ts';

export const translate = defineTool({
  name: 'subtitles_translate',
  title: 'Translate subtitles',
  description:
    'Translates a SubRip file with DeepL into a new file. Times stay; check the result with subtitles_check, since ' +
    'other languages need more letters.',
  category: 'VIDEO',
  tags: ['subtitles', 'translation'],
  parameters: z.strictObject({
    path: z.string().describe('Path of the .srt file, relative to the workspace.'),
    to: z.string().describe('Path of the file to write.'),
    language: z
      .string()
      .regex(/^[A-Za-z]{2}(-[A-Za-z]{2,4})?$/, 'must be a code such as DE or PT-BR')
      .transform((code) => code.toUpperCase())
      .describe('Into which language, by the codes of DeepL: DE, FR, PT-BR …'),
  }),
  returns: z.strictObject({ path: z.string().describe('The file that was written.'), cues: z.int().min(1) }),
  examples: [
    { description: 'Into German', arguments: { path: 'film.srt', to: 'film.de.srt', language: 'DE' } },
  ],
  requiredCompetencies: [{ id: 'subtitle_translation', level: 'ADVANCED' }],
  annotations: { readOnly: false, destructive: true, idempotent: true, openWorld: true },
  effects: ({ path, to }) => [
    `Sends all text of "${path}" to DeepL, which may cost money.`,
    `Creates "${to}", or replaces all of its content.`,
  ],
  limits: { timeoutMs: 300_000 },
  async run({ path, to, language }, context: ToolContext<Config>) {
    const { workspace, config, log, agent, signal, progress } = context;
    const deepl = deeplOf(context);
    if (!deepl)
      throw new ToolError('There is no DeepL key. Configure `deeplKey`, or the secret DEEPL_API_KEY.');
    const cues = readCues(await workspace.read(path));
    const onStep = (fraction: number) => progress(fraction, 'Translating.');
    const translations = await translateAll(deepl, cues.flatMap(partsOf), language, { signal, onStep });
    const translated = cues.map((cue) => translatedCue(cue, translations, config.lineLength));
    await workspace.write(to, formatSrt(translated));
    log.info('Translated subtitles.', { language, cues: cues.length, agent: agent?.id ?? null });
    return { path: to, cues: cues.length };
  },
});

/** What is translated as a whole: each line where every line is another speaker's, else all lines together. */
function partsOf({ lines }: Cue): string[] {
  const isDialogue = lines.every((line) => /^(<[^>]*>|\s)*[-‐–—]/.test(line));
  return isDialogue ? lines.map(escaped) : [lines.map(escaped).join(' ')];
}

function translatedCue(cue: Cue, translations: ReadonlyMap<string, string>, width: number): Cue {
  const texts = partsOf(cue).map((part) => unescaped(translations.get(part)!));
  const [first = '', ...more] = texts.flatMap((text) => wrap(text, width));
  return { ...cue, lines: [placeOf(cue) + first, ...more] };
}
