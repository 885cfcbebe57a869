import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type PluginDefinition, ToolError, definePlugin, z } from '../../src/plugins/contract.ts';
import * as gql from '../graphql/graphql.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { echo, plugin } from '../support/plugins.ts';
import { openTestApp } from '../support/test-app.ts';

const boom = () => {
  throw new Error('boom');
};

describe('Guarantee 9: a load is all-or-nothing', () => {
  it('a load leaves no trace when onLoad throws, and names plugin and hook', async () => {
    const calls: string[] = [];
    const base = plugin('base', {
      tools: [echo('base_echo')],
      onLoad: () => void calls.push('load'),
      onUnload: () => void calls.push('unload'),
    });
    const top = plugin('top', { requires: { base: '^1' }, tools: [echo()], onLoad: boom });
    const { app, run } = await openTestApp([plugin('other'), base, top], { load: ['other'] });
    const before = app.store.current;
    const { loadPlugin } = await run(gql.LoadPluginDocument, { input: { id: 'top' } });
    expect(loadPlugin).toMatchObject({
      __typename: 'PluginError',
      code: 'PLUGIN_CRASHED',
      pluginId: 'top',
      hook: 'onLoad',
    });
    expect(loadPlugin).toHaveProperty('message', expect.stringContaining('boom'));
    expect(app.store.current).toBe(before);
    expect(app.plugins.live.get('base')).toBeUndefined();
    expect(calls).toEqual(['load', 'unload']);
  });

  it('a hook that hangs is given up at its deadline, its signals aborted', async () => {
    const clock = new FakeClock();
    const started = Promise.withResolvers<{ signal: AbortSignal; lifetime: AbortSignal }>();
    const slow = plugin('slow', {
      tools: [echo()],
      onLoad: (context) => {
        started.resolve(context);
        return new Promise(() => {});
      },
    });
    const { app, run } = await openTestApp([plugin('other'), slow], { load: ['other'] }, { clock });
    const timers = clock.waiting;
    const answer = run(gql.LoadPluginDocument, { input: { id: 'slow' } });
    const { signal, lifetime } = await started.promise;
    clock.advance(10_000);
    expect((await answer).loadPlugin).toMatchObject({ code: 'TIMED_OUT', pluginId: 'slow', hook: 'onLoad' });
    expect([signal.aborted, lifetime.aborted]).toEqual([true, true]);
    expect(app.store.current.tools.size).toBe(0);
    expect(clock.waiting).toBe(timers);
  });

  it('onEnable failing undoes onLoad', async () => {
    const calls: string[] = [];
    const half = plugin('half', { onEnable: boom, onUnload: () => void calls.push('unload') });
    const { app, run } = await openTestApp([plugin('other'), half], { load: ['other'] });
    const { loadPlugin } = await run(gql.LoadPluginDocument, { input: { id: 'half' } });
    expect(loadPlugin).toMatchObject({ __typename: 'PluginError', hook: 'onEnable' });
    expect(calls).toEqual(['unload']);
    expect(app.store.current.plugins.get('half')?.state).toBe('AVAILABLE');
  });

  it('a failing commit undoes the hooks', async () => {
    const calls: string[] = [];
    const late = plugin('late', {
      onLoad: () => void calls.push('load'),
      onUnload: () => void calls.push('unload'),
    });
    const { app, run } = await openTestApp([plugin('other'), late], { load: ['other'] });
    app.store.journal.append = () => Promise.reject(new Error('disk on fire'));
    await expect(run(gql.LoadPluginDocument, { input: { id: 'late' } })).rejects.toThrow('disk on fire');
    expect(calls).toEqual(['load', 'unload']);
    expect(app.plugins.live.get('late')).toBeUndefined();
  });

  it('a dry run plans the same events as the load, runs no hook and commits nothing', async () => {
    const calls: string[] = [];
    const base = plugin('base', { onLoad: () => void calls.push('base') });
    const top = plugin('top', {
      requires: { base: '^1' },
      tools: [echo()],
      onLoad: () => void calls.push('top'),
    });
    const { app, run } = await openTestApp([plugin('other'), base, top], { load: ['other'] });
    const { revision } = app.store.current;
    const planned = (await run(gql.LoadPluginDocument, { input: { id: 'top', dryRun: true } })).loadPlugin;
    expect(planned).toMatchObject({
      change: null,
      plugin: { id: 'top', state: 'ENABLED' },
      alsoLoaded: [{ id: 'base' }],
    });
    expect([calls, app.store.current.revision]).toEqual([[], revision]);
    expect(planned).toMatchObject({ revision });
    const done = await run(gql.LoadPluginDocument, { input: { id: 'top', expectedRevision: revision } });
    expect(done.loadPlugin).toMatchObject({ planned: (planned as { planned: unknown }).planned });
    expect(calls).toEqual(['base', 'top']);
  });

  it('a plan is applied only at the revision at which it was previewed', async () => {
    const { run } = await openTestApp([plugin('a'), plugin('b')], { load: ['a'] });
    const { loadPlugin } = await run(gql.LoadPluginDocument, { input: { id: 'b', expectedRevision: 7 } });
    expect(loadPlugin).toMatchObject({ __typename: 'Refused', code: 'REVISION_CONFLICT', retryable: false });
    const { unloadPlugin } = await run(gql.UnloadPluginDocument, {
      input: { id: 'a', expectedRevision: 0, dryRun: true },
    });
    expect(unloadPlugin).toMatchObject({ __typename: 'Refused', code: 'REVISION_CONFLICT' });
  });
});

describe('Guarantee 10: ownership is stamped by the host', () => {
  it('a definition cannot say whose its tools are', async () => {
    const liar = plugin('liar', { tools: [{ ...echo(), pluginId: 'core' } as never] });
    const { run } = await openTestApp([plugin('other'), liar], { load: ['other'] });
    const { loadPlugin } = await run(gql.LoadPluginDocument, { input: { id: 'liar' } });
    expect(loadPlugin).toMatchObject({ code: 'INVALID_PLUGIN', path: ['tools', '0'] });
  });
});

describe('Guarantee 11: a name has one owner', () => {
  it('a tool name that is taken rejects the whole load and names the owner', async () => {
    const first = plugin('first', { tools: [echo()] });
    const second = plugin('second', { tools: [echo(), echo('more')] });
    const { app, run } = await openTestApp([first, second], { load: ['first'] });
    const { loadPlugin } = await run(gql.LoadPluginDocument, { input: { id: 'second' } });
    expect(loadPlugin).toMatchObject({ __typename: 'NameTaken', names: ['echo'], ownerId: 'first' });
    expect(app.store.current.tools.has('more')).toBe(false);
  });

  it.each([
    ['competency', { competencies: [{ id: 'shared', name: 'Shared', description: '' }] }],
    [
      'file handler',
      { fileHandlers: [{ id: 'shared', name: 'Shared', description: '', extensions: ['.x'] }] },
    ],
  ])('so do the ids of a %s, whatever else the plugin brings', async (what, brings) => {
    const second = plugin('second', { tools: [echo('more')], ...brings });
    const { app, run } = await openTestApp([plugin('first', brings), second], { load: ['first'] });
    const { loadPlugin } = await run(gql.LoadPluginDocument, { input: { id: 'second' } });
    expect(loadPlugin).toMatchObject({
      __typename: 'NameTaken',
      message: expect.stringContaining(
        `The ${what} "shared" of plugin "second" already belongs to plugin "first".`,
      ),
      names: ['shared'],
      ownerId: 'first',
    });
    expect(app.store.current.tools.has('more')).toBe(false);
    expect(app.store.current.revision).toBe(1);
  });

  it('one id may name a tool, a competency and a file handler', async () => {
    const competencies = [{ id: 'echo', name: 'Echo', description: '' }];
    const fileHandlers = [{ id: 'echo', name: 'Echo', description: '', extensions: ['.x'] }];
    const { app } = await openTestApp([plugin('echo', { tools: [echo()], competencies, fileHandlers })]);
    const { tools, competencies: known, fileHandlers: handlers } = app.store.current;
    expect([tools.has('echo'), known.has('echo'), handlers.has('echo')]).toEqual([true, true, true]);
  });

  it('of 100 concurrent loads of one id, one wins', async () => {
    let loads = 0;
    const { app, run } = await openTestApp(
      [plugin('other'), plugin('one', { tools: [echo()], onLoad: () => void loads++ })],
      {
        load: ['other'],
      },
    );
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => run(gql.LoadPluginDocument, { input: { id: 'one' } })),
    );
    const kinds = answers.map(({ loadPlugin }) => loadPlugin?.__typename);
    expect(kinds.filter((kind) => kind === 'PluginChanged')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'NameTaken')).toHaveLength(99);
    expect([loads, app.store.current.revision]).toEqual([1, 2]);
  });

  it('two plugins that claim one name at once: one wins', async () => {
    const { app, run } = await openTestApp(
      [plugin('other'), plugin('a', { tools: [echo()] }), plugin('b', { tools: [echo()] })],
      { load: ['other'] },
    );
    const answers = await Promise.all(['a', 'b'].map((id) => run(gql.LoadPluginDocument, { input: { id } })));
    expect(answers.map(({ loadPlugin }) => loadPlugin?.__typename).sort()).toEqual([
      'NameTaken',
      'PluginChanged',
    ]);
    expect([app.plugins.live.get('a'), app.plugins.live.get('b')].filter(Boolean)).toHaveLength(1);
  });
});

describe('Guarantee 12: a disabled plugin keeps its tools listed and does not run them', () => {
  it('disabling and enabling tell each tool', async () => {
    const { run } = await openTestApp([plugin('a', { tools: [echo(), echo('echo2')] })]);
    const { disablePlugin } = await run(gql.DisablePluginDocument, { input: { id: 'a' } });
    expect(disablePlugin).toMatchObject({
      plugin: { state: 'DISABLED' },
      change: {
        events: [
          { __typename: 'PluginDisabled' },
          { __typename: 'ToolUpdated', subjectId: 'echo' },
          { __typename: 'ToolUpdated', subjectId: 'echo2' },
        ],
      },
    });
    const { tools } = await run(gql.ToolsDocument, {});
    expect(tools.nodes.map(({ availability }) => availability)).toEqual(['DISABLED', 'DISABLED']);
    const call = { input: { tool: 'echo', arguments: { text: 'x' } } };
    expect((await run(gql.ExecuteToolDocument, call)).executeTool).toMatchObject({
      __typename: 'ToolNotReady',
    });
    const { enablePlugin } = await run(gql.EnablePluginDocument, { input: { id: 'a' } });
    expect(enablePlugin).toMatchObject({ plugin: { state: 'ENABLED' }, change: { revision: 3 } });
    expect((await run(gql.ExecuteToolDocument, call)).executeTool).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('what is so already needs no change', async () => {
    const { run } = await openTestApp([plugin('a')]);
    expect((await run(gql.EnablePluginDocument, { input: { id: 'a' } })).enablePlugin).toMatchObject({
      plugin: { state: 'ENABLED' },
      change: null,
    });
  });

  it('onDisable throwing leaves it enabled', async () => {
    const { run } = await openTestApp([plugin('a', { tools: [echo()], onDisable: boom })]);
    expect((await run(gql.DisablePluginDocument, { input: { id: 'a' } })).disablePlugin).toMatchObject({
      __typename: 'PluginError',
      hook: 'onDisable',
    });
    const { tools } = await run(gql.ToolsDocument, {});
    expect(tools.nodes[0]?.availability).toBe('READY');
  });
});

describe('closing', () => {
  it('ends plugins side by side, each after those that need it', async () => {
    const ended: string[] = [];
    const end = (id: string, more: Partial<PluginDefinition> = {}) =>
      plugin(id, {
        ...more,
        async onUnload() {
          ended.push(`${id} begins`);
          await setTimeout(20);
          ended.push(id);
        },
      });
    const { app } = await openTestApp([
      end('base'),
      end('left', { requires: { base: '^1' } }),
      end('right', { requires: { base: '^1' } }),
    ]);
    await app.close();
    expect(ended.slice(0, 2)).toEqual(['right begins', 'left begins']);
    expect(ended.slice(-2)).toEqual(['base begins', 'base']);
  });
});

describe('Guarantee 13: unload is refused while others depend', () => {
  const base = plugin('base', { competencies: [{ id: 'skill', name: 'Skill', description: '' }] });
  const requiring = plugin('requiring', { requires: { base: '^1' } });
  const using = plugin('using', { tools: [echo('using_echo', { requiredCompetencies: ['skill'] })] });
  const below = plugin('below', {
    competencies: [{ id: 'special', name: 'Special', description: '', parents: ['skill'] }],
  });

  it('names those that require it, or use its competencies as parent or requirement', async () => {
    const { run } = await openTestApp([base, requiring, using, below]);
    const { unloadPlugin } = await run(gql.UnloadPluginDocument, { input: { id: 'base' } });
    expect(unloadPlugin).toMatchObject({
      __typename: 'PluginInUse',
      dependents: [{ id: 'below' }, { id: 'requiring' }, { id: 'using' }],
    });
  });

  it('cascading takes all of them, dependents first, in one commit', async () => {
    const { app, run } = await openTestApp([base, requiring, using, below]);
    const { unloadPlugin } = await run(gql.UnloadPluginDocument, { input: { id: 'base', cascade: true } });
    expect(unloadPlugin).toMatchObject({
      unloadedIds: ['below', 'requiring', 'using', 'base'],
      change: { revision: 2 },
    });
    expect(app.store.current.competencies.size + app.store.current.tools.size).toBe(0);
    expect(app.store.current.plugins.get('base')?.state).toBe('AVAILABLE');
  });

  it('a hook that fails at unload is told and does not prevent it', async () => {
    const { app, run } = await openTestApp([plugin('a', { tools: [echo()], onUnload: boom })]);
    const { unloadPlugin } = await run(gql.UnloadPluginDocument, { input: { id: 'a' } });
    expect(unloadPlugin).toMatchObject({
      unloadedIds: ['a'],
      warnings: [{ pluginId: 'a', hook: 'onUnload' }],
    });
    expect(app.store.current.tools.size).toBe(0);
  });
});

describe('Guarantee 14: the competency graph is whole', () => {
  const competency = (id: string, parents: string[]) => ({ id, name: id, description: '', parents });

  it.each([
    ['a cycle', [competency('x', ['y']), competency('y', ['x'])], 'INVALID_PLUGIN'],
    ['its own parent', [competency('x', ['x'])], 'INVALID_PLUGIN'],
    ['an unknown parent', [competency('x', ['nowhere'])], 'MISSING_DEPENDENCY'],
  ])('%s is refused', async (_, competencies, code) => {
    const { app, run } = await openTestApp([plugin('other'), plugin('a', { competencies })], {
      load: ['other'],
    });
    const { loadPlugin } = await run(gql.LoadPluginDocument, { input: { id: 'a' } });
    expect(loadPlugin).toMatchObject({ __typename: 'PluginError', code });
    expect(app.store.current.competencies.size).toBe(0);
  });

  it('a required competency must exist when the plugin is committed', async () => {
    const needy = plugin('needy', {
      tools: [echo('e', { requiredCompetencies: [{ id: 'nope', level: 'EXPERT' }] })],
    });
    const { run } = await openTestApp([plugin('other'), needy], { load: ['other'] });
    expect((await run(gql.LoadPluginDocument, { input: { id: 'needy' } })).loadPlugin).toMatchObject({
      code: 'MISSING_DEPENDENCY',
      missing: ['nope'],
    });
  });
});

describe('Loading resolves what a plugin requires', () => {
  it.each([
    ['an unknown plugin', { nowhere: '^1' }, 'nowhere'],
    ['a version that is not there', { base: '^2' }, 'base'],
  ])('%s is missing', async (_, requires, missing) => {
    const { run } = await openTestApp([plugin('base'), plugin('top', { requires })], { load: ['base'] });
    const { loadPlugin } = await run(gql.LoadPluginDocument, { input: { id: 'top' } });
    expect(loadPlugin).toMatchObject({ code: 'MISSING_DEPENDENCY', missing: [missing] });
  });

  it('a circle is named', async () => {
    const plugins = [
      plugin('other'),
      plugin('a', { requires: { b: '*' } }),
      plugin('b', { requires: { a: '*' } }),
    ];
    const { run } = await openTestApp(plugins, { load: ['other'] });
    const { loadPlugin } = await run(gql.LoadPluginDocument, { input: { id: 'a' } });
    expect(loadPlugin).toHaveProperty('message', expect.stringContaining('a → b → a'));
  });

  it.each([
    ['the host version', { gathering: '>=99' }, 'gathering >=99'],
    ['a package', { packages: { 'no-such-package': '^1' } }, 'no-such-package ^1'],
    ['a package version', { packages: { zod: '^1' } }, expect.stringContaining('zod ^1 (found ')],
    ['a program', { programs: { 'no-such-program': '*' } }, 'no-such-program *'],
  ])('%s is checked', async (_, more, missing) => {
    const { run } = await openTestApp(
      [plugin('other'), plugin('a', more)],
      { load: ['other'] },
      { env: process.env },
    );
    const { loadPlugin } = await run(gql.LoadPluginDocument, { input: { id: 'a' } });
    expect(loadPlugin).toMatchObject({ code: 'MISSING_DEPENDENCY', missing: [missing] });
  });

  it('packages and programs that are there are found', async () => {
    const fine = plugin('fine', {
      packages: { zod: '>=4' },
      programs: { git: '>=2', sh: '*' },
      gathering: '>=0.4.0',
    });
    const { run } = await openTestApp([plugin('other'), fine], { load: ['other'] }, { env: process.env });
    const { loadPlugin } = await run(gql.LoadPluginDocument, { input: { id: 'fine' } });
    expect(loadPlugin).toMatchObject({ __typename: 'PluginChanged' });
  });

  it('a misspelt id is told the nearest one', async () => {
    const { run } = await openTestApp([plugin('finance')]);
    expect((await run(gql.LoadPluginDocument, { input: { id: 'finanse' } })).loadPlugin).toMatchObject({
      __typename: 'NotFound',
      suggestions: ['finance'],
    });
    expect((await run(gql.LoadPluginDocument, { input: { id: '__proto__' } })).loadPlugin).toMatchObject({
      __typename: 'NotFound',
    });
  });
});

describe('Configuration', () => {
  const seen: unknown[] = [];
  const configured = definePlugin({
    id: 'configured',
    name: 'Configured',
    version: '1.0.0',
    description: '',
    author: '',
    secrets: ['API_KEY'],
    config: z.object({
      city: z.string().default('Bern'),
      key: z.string().meta({ writeOnly: true }).optional(),
    }),
    tools: [
      {
        name: 'where',
        description: '',
        run: (_, { config, secrets }) => [config.city, config.key ?? null, secrets.API_KEY ?? null],
      },
    ],
    onLoad: ({ config }) => void seen.push(config.city),
  });

  it('is checked by the author’s schema, with its defaults, and read back with secrets masked', async () => {
    const { run } = await openTestApp(
      [plugin('other'), configured],
      { load: ['other'], secrets: { API_KEY: { env: 'KEY' } } },
      { env: { KEY: 's3cret' } },
    );
    const load = (config?: unknown) => run(gql.LoadPluginDocument, { input: { id: 'configured', config } });
    expect((await load({ city: 7 })).loadPlugin).toMatchObject({
      code: 'INVALID_CONFIG',
      path: ['config', 'city'],
    });
    expect((await load({ key: 's3cret' })).loadPlugin).toMatchObject({
      code: 'INVALID_CONFIG',
      path: ['config', 'key'],
    });
    expect((await load({ key: { secret: 'OTHER' } })).loadPlugin).toMatchObject({ code: 'INVALID_CONFIG' });
    const { loadPlugin } = await load({ key: { secret: 'API_KEY' } });
    expect(loadPlugin).toMatchObject({ plugin: { config: { key: '***' } } });
    expect(seen.at(-1)).toBe('Bern');
    const { executeTool } = await run(gql.ExecuteToolDocument, { input: { tool: 'where' } });
    expect(executeTool).toMatchObject({ result: ['Bern', 's3cret', 's3cret'] });
  });

  it('survives a restart, and the journal never holds the secret', async () => {
    const first = await openTestApp(
      [configured],
      {
        secrets: { API_KEY: { env: 'KEY' } },
        pluginConfig: { configured: { city: 'Basel', key: { secret: 'API_KEY' } } },
      },
      { env: { KEY: 's3cret' } },
    );
    const second = await first.restart();
    const { executeTool } = await second.run(gql.ExecuteToolDocument, { input: { tool: 'where' } });
    expect(executeTool).toMatchObject({ result: ['Basel', 's3cret', 's3cret'] });
    expect(JSON.stringify([...second.app.store.journal.entities()])).not.toContain('s3cret');
    expect(second.app.store.current.revision).toBe(1);
  });
});

describe('Restart', () => {
  it('makes no event where nothing changed, and one commit where something did', async () => {
    const v1 = [plugin('a', { tools: [echo()] }), plugin('b', { tools: [echo('old')] })];
    const first = await openTestApp(v1);
    expect(first.app.store.current.revision).toBe(1);
    const same = await first.restart();
    expect(same.app.store.current.revision).toBe(1);
    const v2 = [
      plugin('a', { tools: [echo('echo', { description: 'New.' })] }),
      plugin('b', { tools: [echo('new')] }),
    ];
    const changed = await same.restart(v2);
    const { changes } = await changed.run(gql.ChangesDocument, { last: 1 });
    expect(changes).toMatchObject({
      nodes: [
        {
          revision: 2,
          events: [
            { __typename: 'PluginReloaded', subjectId: 'a' },
            { __typename: 'ToolUpdated', subjectId: 'echo' },
            { __typename: 'PluginReloaded', subjectId: 'b' },
            { __typename: 'ToolUnregistered', subjectId: 'old' },
            { __typename: 'ToolRegistered', subjectId: 'new' },
          ],
        },
      ],
    });
  });

  it('marks FAILED what cannot come up, with the reason, and the others come up', async () => {
    const first = await openTestApp([
      plugin('good', { tools: [echo()] }),
      plugin('bad', { tools: [echo('bad_echo')] }),
    ]);
    const second = await first.restart([
      plugin('good', { tools: [echo()] }),
      plugin('bad', { tools: [echo('bad_echo')], onLoad: boom }),
    ]);
    expect(second.app.ready).toBe(true);
    const { tools } = await second.run(gql.ToolsDocument, {});
    expect(tools.nodes).toMatchObject([
      { name: 'bad_echo', availability: 'UNAVAILABLE', plugin: { state: 'FAILED' } },
      { name: 'echo', availability: 'READY', plugin: { state: 'ENABLED' } },
    ]);
    expect(tools.nodes[0]?.unavailableReason).toContain('boom');
    const again = await second.restart([plugin('good', { tools: [echo()] })]);
    expect(again.app.store.current.plugins.get('bad')?.failure?.message).toContain('No source');
    const mended = await again.restart([
      plugin('good', { tools: [echo()] }),
      plugin('bad', { tools: [echo('bad_echo')] }),
    ]);
    expect(mended.app.store.current.plugins.get('bad')?.state).toBe('ENABLED');
  });

  it('keeps disabled what was disabled, and unloaded what was unloaded', async () => {
    const calls: string[] = [];
    const off = plugin('off', {
      tools: [echo()],
      onLoad: () => void calls.push('load'),
      onEnable: () => void calls.push('enable'),
    });
    const first = await openTestApp([off, plugin('gone')]);
    await first.run(gql.DisablePluginDocument, { input: { id: 'off' } });
    await first.run(gql.UnloadPluginDocument, { input: { id: 'gone' } });
    calls.length = 0;
    const second = await first.restart();
    const states = Array.from(second.app.store.current.plugins.values(), ({ id, state }) => [id, state]);
    expect(states).toEqual([
      ['gone', 'AVAILABLE'],
      ['off', 'DISABLED'],
    ]);
    expect(calls).toEqual(['load']);
  });

  it('configuration of an unknown plugin is refused at start', async () => {
    await expect(openTestApp([plugin('core')], { pluginConfig: { coer: {} } })).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      path: ['pluginConfig'],
    });
  });

  it('what is not loaded is told apart from what is unknown', async () => {
    const { run } = await openTestApp([plugin('a'), plugin('b')], { load: ['a'] });
    const unload = async (id: string) =>
      (await run(gql.UnloadPluginDocument, { input: { id } })).unloadPlugin;
    expect(await unload('b')).toMatchObject({
      __typename: 'NotFound',
      message: 'Plugin "b" is not loaded. Load it first.',
    });
    expect(await unload('nowhere')).toMatchObject({ message: 'There is no plugin "nowhere".' });
  });

  it('an unknown plugin in `load` is refused at start', async () => {
    await expect(openTestApp([plugin('core')], { load: ['coer'] })).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      path: ['load'],
      message: expect.stringContaining('Did you mean "core"?'),
    });
  });
});

describe('Health', () => {
  it('is asked on demand, and a check that throws says so', async () => {
    const sick = plugin('sick', { health: () => Promise.reject(new ToolError('no connection')) });
    const { app } = await openTestApp([plugin('well'), sick]);
    const health = (id: string) => app.plugins.health(app.store.current.plugins.get(id)!);
    expect(await health('well')).toMatchObject({ ok: true });
    expect(await health('sick')).toMatchObject({
      ok: false,
      message: expect.stringContaining('no connection'),
    });
  });
});

describe('A definition that is not valid is refused with the path to what is wrong', () => {
  it.each([
    ['a version that is no semver', { version: 'one' }, ['version']],
    ['an id of a tool that is no name', { tools: [echo('no spaces')] }, ['tools', '0', 'name']],
    ['a tool declared twice', { tools: [echo(), echo()] }, ['tools', '1']],
    [
      'a schema that is no JSON Schema',
      { tools: [echo('e', { parameters: { type: 'objekt' } })] },
      ['tools', '0', 'parameters'],
    ],
    [
      'a schema that is no object',
      { tools: [echo('e', { parameters: z.string() })] },
      ['tools', '0', 'parameters'],
    ],
    [
      'a remote reference',
      {
        tools: [echo('e', { parameters: { type: 'object', properties: { a: { $ref: 'https://x.y/z' } } } })],
      },
      ['tools', '0', 'parameters'],
    ],
    ['a range that is no semver', { requires: { core: 'abc' } }, ['requires', 'core']],
    [
      'a date, which JSON Schema cannot say',
      { tools: [echo('e', { parameters: z.object({ d: z.date() }) })] },
      ['tools', '0', 'parameters'],
    ],
    ['a word too much', { tool: [] }, []],
  ])('%s', async (_, more, path) => {
    const bad = { ...plugin('bad'), ...more } as never;
    const second = await openTestApp([plugin('other'), bad], { load: ['other'] });
    const { loadPlugin } = await second.run(gql.LoadPluginDocument, { input: { id: 'bad' } });
    expect(loadPlugin).toMatchObject({ code: 'INVALID_PLUGIN', path });
  });
});
