import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/arguments.ts';
import { helpText } from '../../src/cli/help.ts';
import { configSchema } from '../../src/config.ts';

const toSnake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

it('the help names every setting with its flag, variable and meaning', () => {
  const help = helpText();
  for (const [name, schema] of Object.entries(configSchema.shape)) {
    expect(help).toContain(`"${name}", GATHERING_${toSnake(name)}`);
    expect(help).toContain(`  --${toSnake(name).toLowerCase().replaceAll('_', '-')} `);
    expect(schema.description, `${name} has a description`).toBeTruthy();
    expect(help).toContain(schema.description);
  }
});

it('the help names every command and switch', () => {
  for (const [command, { switches }] of Object.entries(COMMANDS)) {
    expect(helpText()).toContain(command);
    for (const flag of switches) expect(helpText()).toContain(flag);
  }
});

it('the help names defaults and choices as they are given', () => {
  expect(helpText()).toContain('["port", GATHERING_PORT, default 4000]');
  expect(helpText()).toContain('One of silent, error, warn, info, debug.');
  expect(helpText()).toContain('--graphiql | --no-graphiql');
});

it('the help prints what docs/settings.md says', () => {
  const page = readFileSync(new URL('../../docs/settings.md', import.meta.url), 'utf8');
  const [intro, table] = page.split('| setting |');
  const inOneLine = (text: string) =>
    text
      .replaceAll(/^```.*$|`/gm, '')
      .replaceAll(/\s+/g, ' ')
      .trim();
  const help = inOneLine(helpText());
  const said = inOneLine(intro!).replace('# Settings', '').replace('gathering --help prints the same.', '');
  expect(help).toContain(said.trim());
  expect(said).toContain('GATHERING_CONFIG');
  const cells = table!
    .split('\n')
    .slice(2)
    .flatMap((row) => row.split(' | ').slice(1));
  for (const cell of cells) expect(help).toContain(inOneLine(cell.replace(/\|$/, '')));
});

it('no line of the help is wider than a terminal of 120', () => {
  for (const line of helpText().split('\n')) expect(line.length).toBeLessThanOrEqual(120);
});
