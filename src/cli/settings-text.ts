/** How settings are given, for `--help` and for docs/settings.md: paragraphs of Markdown, each in lines of its own. */
export const SETTINGS_TEXT = `\
A flag wins over its environment variable, that over the configuration file, and the file over the default; each
setting is taken as a whole. Lists are separated by commas, and their flags may be repeated; objects are written as
JSON; switches have a \`--no-\` form. Relative paths start in the folder it was started from; in the configuration
file, in that file's folder.

The configuration file is a JSON object of settings by name. None is read unless \`--config FILE\` or the environment
variable \`GATHERING_CONFIG\` names it. An example:`;

/** What such a file may look like. */
export const EXAMPLE_FILE = `\
{
  "port": 4001,
  "workspace": "../demo",
  "load": ["core"],
  "secrets": { "API_KEY": { "file": "api-key" } }
}`;
