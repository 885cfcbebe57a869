/**
 * Runs in a process of its own, one for each plugin: imports it and does what the server asks over descriptor 3.
 * It imports no server: what it needs of one, it asks for.
 */
import { flushCompileCache } from 'node:module';
import { Socket } from 'node:net';
import { PluginError } from '../../registries/errors.ts';
import type { PluginDefinition } from '../contract.ts';
import { InlineRuntime } from '../inline-runtime.ts';
import type { HookName } from '../runtime.ts';
import { type Call, callContexts, wireFileResult, wireResult } from './call-context.ts';
import { importPlugin } from './import-plugin.ts';
import { readLanguagesLate } from './late-languages.ts';
import { type PeerHandlers, createPeer } from './peer.ts';
import { toPortable } from './portable.ts';
import { decodeError, encodeError } from './wire-errors.ts';

const RPC_DESCRIPTOR = 3;
/** Characters of one message of the server; it sends files of at most 16 MiB. */
const MAX_LINE = 64 * 1024 * 1024;

// What Node and bubblewrap were told, or tell; the environment of a plugin is empty.
for (const name of ['NODE_COMPILE_CACHE', 'PWD']) delete process.env[name];
readLanguagesLate();
const pipe = new Socket({ fd: RPC_DESCRIPTOR, readable: true, writable: true });
const lifetime = new AbortController();
let definition: PluginDefinition | undefined;
let runtime: InlineRuntime | undefined;
let secrets: Record<string, string> = {};
const peer = createPeer(pipe, handlers(), { maxLine: MAX_LINE, maxRunning: Infinity });
const contexts = callContexts(peer, () => ({ secrets, lifetime: lifetime.signal }));
// Without a server there is nothing to live for.
pipe.on('close', () => process.exit());

type Method = (params: any, call: Call) => unknown;

const METHODS: Record<string, Method> = {
  async describe({ path }) {
    definition = await importPlugin(path, (file) => peer.notify('imported', { file })).catch(tellAndEnd);
    const portable = await toPortable(definition);
    // Behind the answer, and not at the end: what was compiled serves the processes that start meanwhile, too.
    setImmediate(flushCompileCache);
    return portable;
  },
  async configure(params) {
    // Only now: the server knows by now that the definition is one.
    runtime = new InlineRuntime(definition!);
    secrets = params.secrets;
    Object.assign(process.env, params.env);
    await loaded().configure(params.config);
  },
  runHook: ({ hook, given }, call) => loaded().runHook(hook as HookName, contexts.hook(call, given)),
  health: ({ given }, call) => loaded().health(contexts.hook(call, given)),
  async execute({ tool, args, given }, call) {
    return wireResult(await loaded().execute(tool, args, contexts.tool(call, given)));
  },
  effects: ({ tool, args }) => loaded().effects(tool, args),
  async readFile({ handler, operation, file, given }, call) {
    const source = contexts.file(call, file);
    return wireFileResult(await loaded().readFile(handler, operation, source, contexts.tool(call, given)));
  },
  ping: () => null,
};

function handlers(): PeerHandlers {
  return {
    async request(method, params, id, signal) {
      return METHODS[method]!(params, { id, signal });
    },
    notification: end,
    broken: () => process.exit(1),
    encodeError,
    decodeError: (data) => decodeError(data, { pluginId: '', redact: (text) => text }),
  };
}

/** The only notification: the plugin goes. What is bound to its lifetime gets the rest of this turn. */
function end(): void {
  lifetime.abort();
  peer.end(new Error('The plugin is being ended.'));
  setImmediate(() => process.exit());
}

/** Uncaught, Node prints it with the place in the file; caught, it would not tell that. */
function tellAndEnd(error: unknown): Promise<never> {
  if (error instanceof PluginError) throw error;
  setImmediate(() => {
    throw error;
  });
  return new Promise(() => {});
}

function loaded(): InlineRuntime {
  return runtime!;
}
