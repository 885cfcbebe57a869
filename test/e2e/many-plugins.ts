/** Plugins that need each other and bring something of every kind. */
import type { PluginDefinition } from '../../src/plugins/contract.ts';
import { echo, plugin } from '../support/plugins.ts';

/** `p0` to `pN`; every third requires, and builds on a competency of, the one three before it. */
export function manyPlugins(count: number): PluginDefinition[] {
  return Array.from({ length: count }, (_, i) => {
    const below = i >= 3 && i % 3 === 0 ? `p${i - 3}` : null;
    const skill = (name: string, parents: string[]) => ({
      id: `p${i}_${name}`,
      name: `Skill ${name} of ${i}`,
      description: 'To test.',
      parents,
    });
    return plugin(`p${i}`, {
      requires: below ? { [below]: '^1.0.0' } : {},
      competencies: [skill('basic', below ? [`${below}_basic`] : []), skill('more', [`p${i}_basic`])],
      tools: ['echo', 'shout', 'whisper'].map((name) =>
        echo(`p${i}_${name}`, { requiredCompetencies: [`p${i}_more`] }),
      ),
      fileHandlers: i % 2 === 0 ? [] : [textHandler(i)],
    });
  });
}

function textHandler(i: number) {
  const extensions = Array.from({ length: 1 + (i % 4) }, (_, n) => `.p${i}x${n}`);
  return { id: `p${i}_text`, name: `Text ${i}`, description: 'To test.', extensions, text: () => '' };
}
