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
  const total: JailUsage = { cpuTimeMs: 0, peakMemoryBytes: 0 };
  return {
    isolates: () => host.isolates(),
    run: (request) => {
      const { memoryBytes, outputBytes, processes } = call.limits;
      return host.run(workspace, {
        onOutput: textTo(call.output),
        ...request,
        signal: request.signal ? AbortSignal.any([call.signal, request.signal]) : call.signal,
        toolLimits: { memoryBytes, outputBytes, processes },
        onUsage: ({ cpuTimeMs, peakMemoryBytes }) => {
          total.cpuTimeMs += cpuTimeMs;
          total.peakMemoryBytes = Math.max(total.peakMemoryBytes, peakMemoryBytes);
          call.usage({ ...total });
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
