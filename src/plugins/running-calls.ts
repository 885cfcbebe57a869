/** The calls of tools that are under way, as far as those who take plugins away have to know of them. */
export interface RunningCalls {
  /** Resolves when no call of these plugins runs any more; before the next turn of the event loop where none does now. */
  idle(pluginIds: readonly string[]): Promise<void>;
  /**
   * Ends those that run or wait as CANCELLED at once, and aborts the signal of their code. `reason`: for their callers,
   * whole sentences.
   */
  cancelAll(pluginIds: readonly string[], reason: string): void;
}
