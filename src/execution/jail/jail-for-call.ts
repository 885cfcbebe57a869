import type { Jail, JailUsage, ToolContext, Workspace } from '../../plugins/contract.ts';
import type { Actor } from '../../registries/events.ts';
import type { ToolLimits } from '../../registries/definitions.ts';
import type { JailHost } from './jail.ts';

/** The call that a tool runs programs for. */
export interface JailCall extends Pick<ToolContext, 'signal' | 'output'> {
  usage(report: JailUsage): void;
  /** Of the tool. */
  limits: ToolLimits;
  /** For whom it runs: workers that are kept warm belong to one caller. */
  actor: Actor;
}

/** The jail as one call has it: ended with the call, heard by whoever watches it. */
export function jailFor(host: JailHost, workspace: Workspace, call: JailCall): Jail {
  const cpuTimes: number[] = [];
  let peakMemoryBytes = 0;
  const onUsage = () => {
    const number = cpuTimes.push(0) - 1;
    return (usage: JailUsage) => {
      cpuTimes[number] = usage.cpuTimeMs;
      peakMemoryBytes = Math.max(peakMemoryBytes, usage.peakMemoryBytes);
      call.usage({ cpuTimeMs: cpuTimes.reduce((sum, one) => sum + one, 0), peakMemoryBytes });
    };
  };
  return {
    isolates: () => host.isolates(),
    ask: (worker, question) => {
      const owner = `${call.actor.kind}:${call.actor.name}`;
      return host.ask(workspace, { worker, question, owner, signal: call.signal, onUsage: onUsage() });
    },
    run: (request) => {
      const { memoryBytes, outputBytes, processes } = call.limits;
      return host.run(workspace, {
        onOutput: textTo(call.output),
        ...request,
        signal: request.signal ? AbortSignal.any([call.signal, request.signal]) : call.signal,
        toolLimits: { memoryBytes, outputBytes, processes },
        onUsage: onUsage(),
      });
    },
  };
}

/** A character may come in two pieces. */
function textTo(output: ToolContext['output']): (bytes: Uint8Array, stream: 'STDOUT' | 'STDERR') => void {
  const decoders = { STDOUT: new TextDecoder(), STDERR: new TextDecoder() };
  return (bytes, stream) => output(decoders[stream].decode(bytes, { stream: true }), stream);
}
