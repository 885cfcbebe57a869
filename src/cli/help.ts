import { EXAMPLE_FILE, SETTINGS_TEXT } from './settings-text.ts';
import { SETTINGS, type Setting } from './settings.ts';

const PLACEHOLDERS = { number: 'NUMBER', text: 'TEXT', list: 'A,B,…', json: 'JSON', boolean: '' } as const;

/** What `--help` prints; the settings come from the configuration schema. */
export function helpText(): string {
  return `The live capability registry of an agent platform.

Usage
  gathering [serve] [FLAGS]         Serve GraphQL until SIGTERM or Ctrl-C.
  gathering backup FILE [FLAGS]     Copy the journal into a new file; the server may be running.
  gathering restore FILE [FLAGS]    Put such a copy in place of the journal; the server must be stopped.
  gathering hash-token [--new]      Print the SHA-256 of a token read from stdin, for \`tokens\`;
                                    with --new, make a random token and print both.
  gathering --help | --version

backup and restore take --data, --workspace and --config.

Settings
${indented(SETTINGS_TEXT.replaceAll('`', ''), 2)}

${indented(EXAMPLE_FILE, 6)}

  --config FILE
      The configuration file.
      [GATHERING_CONFIG]
${SETTINGS.map(settingText).join('\n')}

Exit codes: 0 stopped as asked, 1 failed, 2 wrong usage or settings.
`;
}

function indented(text: string, by: number): string {
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(by));
}

function settingText(setting: Setting): string {
  const { name, flag, variable, kind, description, defaultText, choices } = setting;
  const usage = kind === 'boolean' ? `${flag} | --no-${flag.slice(2)}` : `${flag} ${PLACEHOLDERS[kind]}`;
  const facts = [`"${name}"`, variable, ...(defaultText === null ? [] : [`default ${defaultText}`])];
  const allowed = choices.length > 0 ? ` One of ${choices.join(', ')}.` : '';
  return `  ${usage}\n      ${description}${allowed}\n      [${facts.join(', ')}]`;
}
