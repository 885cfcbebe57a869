/** What a plugin's code is handed with a call in its own process: each part of it asks or tells the server. */
import { MAX_PREVIEW_BYTES } from '../artifact-data.ts';
import type { FileSource, Jail, Log, ToolContext, Workspace } from '../contract.ts';
import { ToolError, ToolResult } from '../tool-answers.ts';
import type { HookCall, ToolCall } from '../runtime.ts';
import type { Peer } from './peer.ts';
import { sendArtifact } from './send-artifact.ts';

/** A request of the server while it runs. */
export interface Call {
  id: number;
  signal: AbortSignal;
}

/** What the server sends along with a call. */
export interface GivenCall {
  workspace: { root: string; hidden: readonly string[] };
  agent?: ToolContext['agent'];
}

interface Standing {
  secrets: Record<string, string>;
  lifetime: AbortSignal;
}

export function callContexts(peer: Peer, standing: () => Standing) {
  const ask = (call: Call, method: string, params: object) =>
    peer.request(method, { call: call.id, ...params }).answer as Promise<any>;

  function workspace(call: Call, { root, hidden }: GivenCall['workspace']): Workspace {
    const bytes = async (answer: Promise<string>) => Buffer.from(await answer, 'base64');
    return {
      root,
      hidden,
      read: (path, range) => bytes(ask(call, 'workspace.read', { path, range })),
      write: (path, content) =>
        ask(call, 'workspace.write', { path, content: Buffer.from(content).toString('base64') }),
      move: (from, to) => ask(call, 'workspace.move', { from, to }),
      remove: (path, options) => ask(call, 'workspace.remove', { path, ...options }),
      list: (path) => ask(call, 'workspace.list', { path }),
      stat: (path) => ask(call, 'workspace.stat', { path }),
    };
  }
  return {
    hook(call: Call, given: GivenCall): HookCall {
      const { secrets, lifetime } = standing();
      return {
        signal: call.signal,
        lifetime,
        secrets,
        workspace: workspace(call, given.workspace),
        log: logTo(peer),
      };
    },
    tool(call: Call, given: GivenCall): ToolCall {
      const tell = (method: string, params: object) => peer.notify(method, { call: call.id, ...params });
      return {
        signal: call.signal,
        progress: (fraction, message) => tell('progress', { fraction, message }),
        output: (text, stream) => tell('output', { text: String(text), stream }),
        artifact: (file) => sendArtifact((method, params) => ask(call, method, params), file),
        workspace: workspace(call, given.workspace),
        jail: NO_JAIL,
        secrets: standing().secrets,
        log: logTo(peer),
        agent: given.agent ?? null,
      };
    },
    file(call: Call, facts: Omit<FileSource, 'read'>): FileSource {
      return {
        ...facts,
        read: async (range) => Buffer.from(await ask(call, 'file.read', { range }), 'base64'),
      };
    },
  };
}

/** What it runs, it starts itself: it is a process of its own already. */
const NO_JAIL: Jail = {
  isolates: () => Promise.resolve(false),
  run: refuseJail,
  ask: refuseJail,
};

function refuseJail(): Promise<never> {
  return Promise.reject(new ToolError('Only plugins that come with GatheRing can run programs in the jail.'));
}

/** A tool's answer for the wire: its value, and what to show a model where the tool says. */
export function wireResult(output: unknown): { value: unknown; content?: unknown } {
  return output instanceof ToolResult ? { value: output.value, content: output.content } : { value: output };
}

/** A file handler's answer for the wire: a preview is bytes. @throws ToolError for one that no message can hold. */
export function wireFileResult(output: unknown): { value: unknown } | { preview: object } {
  if (!isPreview(output)) return { value: output };
  if (output.data.length > MAX_PREVIEW_BYTES)
    throw new ToolError(`The preview has ${output.data.length} bytes, more than ${MAX_PREVIEW_BYTES}.`);
  return { preview: { mimeType: output.mimeType, data: Buffer.from(output.data).toString('base64') } };
}

function isPreview(output: unknown): output is { mimeType: string; data: Uint8Array } {
  return (output as { data?: unknown } | null)?.data instanceof Uint8Array;
}

function logTo(peer: Peer): Log {
  const at =
    (level: keyof Log): Log[keyof Log] =>
    (message, data) =>
      peer.notify('log', { level, message: String(message), data });
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
