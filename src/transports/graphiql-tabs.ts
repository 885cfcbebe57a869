/** What GraphiQL shows to somebody who opens it for the first time. */
export interface ExampleTab {
  query: string;
  /** JSON text. */
  variables?: string;
}

export const EXAMPLE_TABS: readonly ExampleTab[] = [
  {
    query: `# What is registered right now? Press the play button.
# Then try the other tabs: run a tool, watch calls and changes,
# disable a plugin, inspect a file.
query Explore {
  registry {
    revision
    pluginCount
    toolCount
    competencyCount
  }
  plugins {
    nodes {
      id
      state
      version
    }
  }
  tools(first: 10) {
    totalCount
    nodes {
      name
      description
      availability
      requiredCompetencies {
        competencyId
        level
      }
    }
  }
}
`,
  },
  {
    query: `# Runs a tool in the workspace. \`tool(name:)\` shows its parameters;
# a call that does not fit shows what is wrong.
mutation RunTool {
  executeTool(input: { tool: "fs_list", arguments: { path: "." } }) {
    __typename
    ... on Execution {
      status
      durationMs
      result
      error {
        code
        message
      }
    }
    ... on Error {
      code
      message
      path
    }
    ... on NotFound {
      suggestions
    }
    ... on InvalidArguments {
      issues {
        pointer
        message
      }
    }
  }
}
`,
  },
  {
    query: `# Starts a slow Python program and does not wait for it. First start
# WatchCalls in ANOTHER WINDOW, where its output and progress show.
mutation StartSlowCall {
  executeTool(
    input: {
      tool: "python_run"
      arguments: {
        code: """
        import time, gathering
        for step in range(60):
            print("step", step)
            gathering.progress(step / 60, f"step {step} of 60")
            time.sleep(1)
        """
      }
      timeoutMs: 120000
      waitMs: 0
    }
  ) {
    __typename
    ... on Execution {
      id
      status
    }
    ... on Error {
      code
      message
    }
  }
}
`,
  },
  {
    query: `# Every step of every call: states, progress, output. With \`after\`, from
# any \`cursor\` on, or from the \`startCursor\` of a call.
subscription WatchCalls {
  executionUpdates(heartbeatSeconds: 3600) {
    __typename
    ... on ExecutionPlace {
      position
      cursor
    }
    ... on ExecutionUpdate {
      status
      progress
      progressMessage
      output {
        stream
        text
      }
      execution {
        id
        toolName
        status
      }
    }
    ... on Error {
      code
      message
    }
  }
}
`,
  },
  {
    query: `# The last calls, also after a restart. To end one that runs, put its
# id into the variables and run CancelCall.
query CallHistory {
  executions(first: 10) {
    totalCount
    nodes {
      id
      toolName
      status
      progress
      progressMessage
      outputTail(bytes: 200)
      durationMs
      error {
        code
        message
      }
      startCursor
    }
  }
}

mutation CancelCall($id: ID!) {
  cancelExecution(input: { id: $id }) {
    __typename
    ... on Execution {
      status
    }
    ... on Error {
      code
      message
    }
  }
}
`,
    variables: '{ "id": "" }',
  },
  {
    query: `# What would this call do? All is checked as for a real one; nothing runs.
mutation DryRun {
  executeTool(
    input: {
      tool: "fs_write"
      arguments: { path: "notes/today.md", content: "Hello" }
      dryRun: true
    }
  ) {
    __typename
    ... on ExecutionPreview {
      effects
      needsApproval
    }
    ... on Error {
      code
      message
    }
  }
}
`,
  },
  {
    query: `# Calls that wait for a person's consent. Which do, the settings
# approveTools and approveAnnotations say.
query WaitingCalls {
  executions(filter: { status: [AWAITING_APPROVAL] }, first: 10) {
    nodes {
      id
      toolName
      arguments
      queuedAt
      actor {
        name
      }
    }
  }
}

mutation ApproveCall($id: ID!) {
  approveExecution(input: { id: $id }) {
    __typename
    ... on Execution {
      status
      approvedBy {
        name
      }
    }
    ... on Error {
      code
      message
    }
  }
}
`,
    variables: '{ "id": "" }',
  },
  {
    query: `# Every change as it happens. Start this, then disable a plugin
# from ANOTHER WINDOW: leaving this tab ends the subscription.
subscription Watch {
  registryChanges(heartbeatSeconds: 3600) {
    __typename
    revision
    follows
    cursor
    registry {
      toolCount
    }
    ... on RegistryChange {
      at
      actor {
        name
      }
      events {
        __typename
        operation
        subjectId
        ... on ToolEvent {
          tool {
            name
            availability
          }
        }
      }
    }
  }
}
`,
  },
  {
    query: `# Each of these is one commit that every follower sees.
# \`dryRun: true\` shows the events and changes nothing.
mutation DisablePlugin {
  disablePlugin(input: { id: "core", dryRun: false }) {
    __typename
    ... on PluginChanged {
      plugin {
        id
        state
      }
      planned {
        __typename
        subjectId
      }
      change {
        revision
      }
    }
    ... on Error {
      code
      message
    }
  }
}

mutation EnablePlugin {
  enablePlugin(input: { id: "core" }) {
    __typename
    ... on PluginChanged {
      plugin {
        id
        state
      }
    }
    ... on Error {
      code
      message
    }
  }
}
`,
  },
  {
    query: `# What is this file, by content and by name, and what does
# its handler make of it? \`curl -T photo.png http://localhost:4000/files/\`
# brings one in: take the \`uri\` of its answer, artifact:ID, as the path.
mutation InspectFile {
  inspectFile(input: { path: "README.md" }) {
    __typename
    ... on FileInspection {
      byteSize
      detectedMimeType
      expectedMimeType
      mismatch
      handler {
        id
      }
      metadata
    }
    ... on Error {
      code
      message
    }
  }
}
`,
  },
  {
    query: `# Competencies form a graph; tools require them.
query Competencies {
  competencies(filter: { root: true }) {
    nodes {
      id
      name
      descendants {
        id
        skillLevel
      }
      tools(includeDescendants: true) {
        nodes {
          name
        }
      }
    }
  }
}
`,
  },
  {
    query: `# Looks again what all sources have, and says what cannot be used and why.
# Then load what is available, or reload what you edited.
mutation DiscoverPlugins {
  discoverPlugins {
    __typename
    ... on DiscoveredPlugins {
      available {
        id
        version
        source
        description
      }
      problems {
        pluginId
        code
        message
      }
    }
    ... on Error {
      code
      message
    }
  }
}

mutation ReloadPlugin {
  reloadPlugin(input: { id: "core" }) {
    __typename
    ... on PluginChanged {
      plugin {
        id
        version
        source
      }
      planned {
        __typename
        subjectId
      }
    }
    ... on Error {
      code
      message
    }
  }
}
`,
  },
];
