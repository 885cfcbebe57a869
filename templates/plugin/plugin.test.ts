/** `gathering/testing` runs parts of a plugin with the checks of the server, but without one. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkPlugin, runFileHandler, runTool } from 'gathering/testing';
import plugin from './plugin.ts';

test('the definition is valid', () => checkPlugin(plugin));

describe('my_plugin_marks', () => {
  const files = { 'main.ts': 'start();\n// TODO: stop\n  // LATER: restart\n', 'logo.png': '\x89PNG\0' };

  test('finds the marked lines', async () => {
    const { value } = await runTool(plugin, 'my_plugin_marks', { path: 'main.ts' }, { files });
    assert.deepEqual(value, { marks: [{ line: 2, text: '// TODO: stop' }] });
  });

  test('looks for the configured words', async () => {
    const options = { files, config: { words: ['LATER'] } };
    const { value } = await runTool(plugin, 'my_plugin_marks', { path: 'main.ts' }, options);
    assert.deepEqual(value, { marks: [{ line: 3, text: '// LATER: restart' }] });
  });

  test('needs a path', async () => {
    await assert.rejects(runTool(plugin, 'my_plugin_marks', {}), { code: 'INVALID_ARGUMENTS' });
  });

  test('refuses what is no text', async () => {
    const call = runTool(plugin, 'my_plugin_marks', { path: 'logo.png' }, { files });
    await assert.rejects(call, { name: 'ToolError', message: 'This file holds no text.' });
  });
});

describe('my_plugin_todo', () => {
  const files = { 'bread.todo': '- [x] buy flour\n- [ ] bake bread\n' };

  test('counts what is open and what is done', async () => {
    const { value } = await runFileHandler(plugin, 'my_plugin_todo', 'INSPECT', 'bread.todo', { files });
    assert.deepEqual(value, { open: 1, done: 1 });
  });

  test('gives what is open as text', async () => {
    const { value } = await runFileHandler(plugin, 'my_plugin_todo', 'TEXT', 'bread.todo', { files });
    assert.equal(value, 'bake bread');
  });
});
