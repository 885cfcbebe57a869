import type { Jail, JailUsage, ToolContext, Workspace } from '../../plugins/contract.ts';
import type { ToolLimits } from '../../registries/definitions.ts';
import type { JailHost } from './jail.ts';

/** The call that a tool runs programs for. */
export interface JailCall extends Pick<ToolContext, 'signal' | 'output'> {
  usage(report: JailUsage): void;
  /** Of the tool. */
  limits: ToolLimits;
}

/** The jail as one call has it: ended with the call, heard by whoever watches it. */
export function jailFor(host: JailHost, workspace: Workspace, call: JailCall): Jail {
  const cpuTimes: number[] = [];
  let peakMemoryBytes = 0;
  return {
    isolates: () => host.isolates(),
    run: (request) => {
      const { memoryBytes, outputBytes, processes } = call.limits;
      const number = cpuTimes.push(0) - 1;
      return host.run(workspace, {
        onOutput: textTo(call.output),
        ...request,
        signal: request.signal ? AbortSignal.any([call.signal, request.signal]) : call.signal,
        toolLimits: { memoryBytes, outputBytes, processes },
        onUsage: (usage) => {
          cpuTimes[number] = usage.cpuTimeMs;
          peakMemoryBytes = Math.max(peakMemoryBytes, usage.peakMemoryBytes);
          call.usage({ cpuTimeMs: cpuTimes.reduce((sum, one) => sum + one, 0), peakMemoryBytes });
        },
      });
    },
  };
}

/** A character may come in two pieces. */
function textTo(output: ToolContext['output']): (bytes: Uint8Array, stream: 'STDOUT' | 'STDERR') => void {
  const decoders = { STDOUT: new TextDecoder(), STDERR: new TextDecoder() };
  return (bytes, stream) => output(decoders[stream].decode(bytes, { stream: true }), stream);
}
