/** What GraphiQL shows to somebody who opens it for the first time. */
export interface ExampleTab {
  query: string;
  /** JSON text. */
  variables?: string;
}

export const EXAMPLE_TABS: readonly ExampleTab[] = [
  {
    query: `# What is registered right now?
query Registry {
  registry {
    revision
    pluginCount
    toolCount
    competencyCount
  }
}
`,
  },
];
