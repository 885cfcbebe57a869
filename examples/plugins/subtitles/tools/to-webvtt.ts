import { type JsonObject, type ToolContext, ToolError, defineTool, toolResult } from 'gathering/plugin';
import type { Config } from '../config.ts';
import { escaped, isOnTop } from '../markup.ts';
import { type Cue, readCues, srtTime } from '../srt.ts';

/** Its schemas are plain JSON Schema, as a plugin without zod would write them. */
export const toWebVtt = defineTool({
  name: 'subtitles_to_webvtt',
  title: 'Convert subtitles to WebVTT',
  description: 'Converts a SubRip file to WebVTT, which browsers show with the <track> element.',
  category: 'VIDEO',
  tags: ['subtitles', 'web'],
  parameters: {
    type: 'object',
    properties: {
      path: { type: 'string', description: 'Path of the .srt file, relative to the workspace.' },
    },
    required: ['path'],
    additionalProperties: false,
  } satisfies JsonObject,
  returns: {
    type: 'object',
    properties: {
      cues: { type: 'integer', minimum: 1 },
      artifact: {
        type: ['string', 'null'],
        description: 'Where the file is kept; null where the host keeps none.',
      },
      webvtt: { type: ['string', 'null'], description: 'The file itself, where it is not kept.' },
    },
    required: ['cues', 'artifact', 'webvtt'],
    additionalProperties: false,
  },
  examples: [{ description: 'For a web page', arguments: { path: 'film.srt' } }],
  requiredCompetencies: ['subtitling'],
  annotations: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
  effects: ['Reads one file, and keeps the WebVTT file as an artifact.'],
  async run({ path }: { path: string }, { workspace, artifact, log, agent }: ToolContext<Config>) {
    const cues = readCues(await workspace.read(path));
    const webvtt = formatWebVtt(cues, agent?.name);
    const name = path.replace(/^.*\//, '').replace(/(\.srt)?$/i, '.vtt');
    const data = new TextEncoder().encode(webvtt);
    const kept = await artifact({ name, mimeType: 'text/vtt', data }).catch((error: unknown) => {
      // A host that keeps no files says so with a ToolError; then the text has to do.
      if (!(error instanceof ToolError)) throw error;
      log.debug('The host keeps no artifacts.', { name });
      return null;
    });
    if (kept === null) return toolResult({ cues: cues.length, artifact: null, webvtt }, webvtt);
    const link = { type: 'resource_link', uri: kept.uri, name, mimeType: 'text/vtt' } as const;
    return toolResult({ cues: cues.length, artifact: kept.uri, webvtt: null }, [link]);
  },
});

/** Source: https://www.w3.org/TR/webvtt1/. A note may not hold an arrow, and ends with its line. */
export function formatWebVtt(cues: readonly Cue[], madeFor?: string): string {
  const note = madeFor === undefined ? '' : `\nNOTE Made for ${madeFor.replaceAll(/-->|\s+/g, ' ')}\n`;
  const blocks = cues.map((cue) => {
    const place = isOnTop(cue) ? ' line:0' : '';
    const text = cue.lines.map(escaped).join('\n');
    return `\n${srtTime(cue.start, '.')} --> ${srtTime(cue.end, '.')}${place}\n${text}\n`;
  });
  return `WEBVTT\n${note}${blocks.join('')}`;
}
