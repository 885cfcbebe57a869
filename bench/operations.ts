/** The GraphQL operations that are timed. */
import { parse } from 'graphql';

/** What a dashboard follows. */
export const CHANGES_TEXT = `subscription Changes($after: ChangeCursor) {
  registryChanges(after: $after) {
    __typename revision follows
    ... on RegistryChange { events { __typename operation subjectId } }
  }
}`;

/** Much about each tool: a reader that stops soon has megabytes before it. */
export const LARGE_CHANGES_TEXT = `subscription LargeChanges($after: ChangeCursor) {
  registryChanges(after: $after) {
    __typename revision follows
    ... on RegistryChange {
      events { __typename operation subjectId ... on ToolEvent { tool { name description parameters } } }
    }
  }
}`;

export const REGISTRY = parse('{ registry { revision cursor } }');

export const CHANGES = parse(CHANGES_TEXT);

export const TOOL = parse(`query Tool($name: ID!) {
  tool(name: $name) { name description category availability plugin { id } }
}`);

export const TOOLS = parse(`query Tools($filter: ToolFilter) {
  tools(first: 50, filter: $filter) {
    pageInfo { hasNextPage endCursor } nodes { name description category plugin { id } }
  }
}`);

export const COUNTED_TOOLS = parse(`query CountedTools($filter: ToolFilter) {
  tools(first: 50, filter: $filter) {
    totalCount pageInfo { hasNextPage endCursor } nodes { name description category plugin { id } }
  }
}`);

export const EXECUTE_TEXT = `mutation Execute($input: ExecuteToolInput!) {
  executeTool(input: $input) { __typename ... on Execution { status result } ... on Error { message } }
}`;
