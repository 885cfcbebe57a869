/**
 * What the author of a plugin imports in tests: `import { runTool } from 'gathering/testing'`. It runs a definition in
 * the process of the test with the server's own checks; there is no server and no registry, and no hook is called.
 */
export { checkPlugin } from './check-plugin.ts';
export type { RunOptions } from './open-plugin.ts';
export type { KeptArtifact, LogLine, Told } from './recorder.ts';
export { type FileAnswers, type FileRun, runFileHandler } from './run-file-handler.ts';
export { type ToolRun, runTool } from './run-tool.ts';
