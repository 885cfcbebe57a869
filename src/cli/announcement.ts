import type { Config } from '../config.ts';

export interface Announced {
  version: string;
  /** Of the server, with the port it really has. */
  url: string;
  config: Config;
  /** What is loaded, by id; its state follows where it is not ENABLED. */
  plugins: readonly string[];
  toolCount: number;
}

const FIRST_QUERY = '{ registry { pluginCount } tools(first: 5) { totalCount nodes { name description } } }';

/** What a server says once it is ready, for the person who started it. */
export function announcement({ version, url, config, plugins, toolCount }: Announced): string {
  const endpoint = new URL('/graphql', url).href;
  const rows = [
    [config.graphiql ? 'GraphQL and GraphiQL' : 'GraphQL', endpoint],
    ['Subscriptions', endpoint.replace(/^http/, 'ws')],
    ['Workspace', config.workspace],
    ['Data', config.data],
    ['Plugins', `${plugins.join(', ') || 'none'} (${toolCount} ${toolCount === 1 ? 'tool' : 'tools'})`],
    ['Access', accessText(config)],
    ...approvalRow(config),
  ] as const;
  const facts = rows.map(([name, value]) => `  ${name.padEnd(22)}${value}`).join('\n');
  return `GatheRing ${version} is ready.\n${facts}\nTry first:\n  ${FIRST_QUERY}\nCtrl-C stops it.\n`;
}

function approvalRow({ approveTools, approveAnnotations }: Config): [name: string, text: string][] {
  const tools = [...approveTools, ...approveAnnotations.map((annotation) => `all that are ${annotation}`)];
  return tools.length === 0 ? [] : [['Approval', `calls of ${tools.join(', ')} wait for it`]];
}

function accessText({ tokens }: Config): string {
  if (tokens.length === 0) return 'no tokens are configured, so only this machine can call it';
  return `bearer tokens of ${tokens.map(({ name }) => name).join(', ')}`;
}
