/** What `node bench/run.ts --as ROLE` does: each in a process of its own. */
export const ROLES: Record<string, () => Promise<unknown>> = {
  figure: () => import('./children/figure.ts'),
  memory: () => import('./children/memory.ts'),
  start: () => import('./children/start.ts'),
  server: () => import('./children/server.ts'),
  readers: () => import('./children/readers.ts'),
  echo: () => import('./children/echo.ts'),
  mcp: () => import('./children/mcp.ts'),
};
