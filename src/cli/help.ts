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
  gathering plugins init DIR        Write a plugin that works, with tests, into a new or empty folder.
  gathering plugins add NAME        Install a plugin from npm, or from a tarball, without running its install scripts.
  gathering check DIR [--examples]  Load the plugins of a directory apart, check their schemas, examples and handlers;
                                    with --examples, run the examples, too.
  gathering --help | --version

backup, restore and plugins add take --data, --workspace and --config; check takes --config, --workspace,
--plugin-config and --secrets.

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
