/** Tools that this machine lacks something for: they alone are UNAVAILABLE, whatever becomes of their plugin. */
import { describe, expect, it } from 'vitest';
import type { JailHost } from '../../src/execution/jail/jail.ts';
import { noJail } from '../../src/execution/jail/no-jail.ts';
import { JailError, type JsonObject, z } from '../../src/plugins/contract.ts';
import { describePlugin } from '../../src/plugins/describe.ts';
import core from '../../src/plugins/core/index.ts';
import type { Actor } from '../../src/registries/events.ts';
import { echo, plugin } from '../support/plugins.ts';
import { type TestApp, openTestApp } from '../support/test-app.ts';

const ACTOR: Actor = { kind: 'SYSTEM', name: 'test' };
const REASON = 'There is no jail. Install it.';
const broken: JailHost = {
  ...noJail,
  problem: () => Promise.resolve(REASON),
  isolates: () => Promise.resolve(false),
  run: () => Promise.reject(new JailError('JAIL_UNAVAILABLE', REASON)),
};
const working: JailHost = { ...noJail, problem: () => Promise.resolve(null) };

const needy = plugin('needy', {
  tools: [
    echo('plain'),
    echo('jailed', { needs: { jail: true } }),
    echo('program', { needs: { programs: { 'no-such-program': '>=1' } } }),
  ],
});
const READY = ['READY', null];
const DISABLED = ['DISABLED', 'Plugin "needy" is disabled. Enable it to run its tools.'];
const NO_PROGRAM = [
  'UNAVAILABLE',
  "It needs no-such-program >=1 on the server's PATH. Install it, then reload the plugin.",
];
const LACKING = { plain: READY, jailed: ['UNAVAILABLE', REASON], program: NO_PROGRAM };

function availability({ app }: TestApp): Record<string, unknown> {
  return Object.fromEntries(
    Array.from(app.store.current.tools.values(), (tool) => [
      tool.name,
      [tool.availability, tool.unavailableReason],
    ]),
  );
}

it('a tool is UNAVAILABLE where the machine lacks what it needs, the others of its plugin are READY', async () => {
  expect(availability(await openTestApp([needy], {}, { jail: broken }))).toEqual(LACKING);
});

it('with a jail it is READY', async () => {
  const test = await openTestApp([needy], {}, { jail: working });
  expect(availability(test)).toMatchObject({ plain: READY, jailed: READY, program: NO_PROGRAM });
});

it('a call of it is refused with the reason', async () => {
  const { app } = await openTestApp([needy], {}, { jail: broken });
  const call = app.executions.execute(
    { tool: 'jailed', args: { text: 'x' }, waitMs: 5_000 },
    app.store.current,
    {
      actor: ACTOR,
      agentId: null,
    },
  );
  await expect(call).rejects.toMatchObject({
    code: 'TOOL_NOT_READY',
    message: expect.stringContaining(REASON),
  });
});

describe('it stays so', () => {
  it('when its plugin is disabled and enabled', async () => {
    const test = await openTestApp([needy], {}, { jail: broken });
    await test.app.plugins.setEnabled({ id: 'needy' }, false, ACTOR);
    expect(availability(test)).toEqual({ plain: DISABLED, jailed: DISABLED, program: DISABLED });
    const { planned } = await test.app.plugins.setEnabled({ id: 'needy' }, true, ACTOR);
    expect(availability(test)).toEqual(LACKING);
    expect(planned.map(({ event }) => event.subjectId)).toEqual(['needy', 'jailed', 'plain', 'program']);
  });

  it('when it is reloaded, without a change', async () => {
    const test = await openTestApp([needy], {}, { jail: broken });
    expect((await test.app.plugins.reload({ id: 'needy' }, ACTOR)).commit).toBe(null);
    expect(availability(test)).toEqual(LACKING);
  });

  it('when it is loaded again', async () => {
    const test = await openTestApp([needy], {}, { jail: broken });
    await test.app.plugins.unload({ id: 'needy' }, ACTOR);
    await test.app.plugins.load({ id: 'needy' }, ACTOR);
    expect(availability(test)).toEqual(LACKING);
  });

  it('after a restart, without a change; also where it was disabled meanwhile', async () => {
    const test = await openTestApp([needy], {}, { jail: broken });
    const { revision } = test.app.store.current;
    const again = await test.restart();
    expect([again.app.store.current.revision, availability(again)]).toEqual([revision, LACKING]);
    await again.app.plugins.setEnabled({ id: 'needy' }, false, ACTOR);
    const third = await again.restart();
    await third.app.plugins.setEnabled({ id: 'needy' }, true, ACTOR);
    expect(availability(third)).toEqual(LACKING);
  });
});

it('after a restart with a jail it is READY, which is a change of that tool alone', async () => {
  let jail = broken;
  const host: JailHost = { ...noJail, problem: () => jail.problem() };
  const test = await openTestApp([needy], {}, { jail: host });
  const before = test.app.store.current.revision;
  jail = working;
  const again = await test.restart();
  expect(again.app.store.current.revision).toBe(before + 1);
  expect(availability(again)).toMatchObject({ plain: READY, jailed: READY, program: NO_PROGRAM });
});

describe('a tool that needs configuration', () => {
  const wanting = plugin('wanting', {
    config: z.strictObject({
      url: z.string().optional(),
      names: z.union([z.boolean(), z.array(z.string())]).optional(),
    }),
    tools: [echo('plain'), echo('configured', { needs: { config: ['url', 'names'] } })],
  });
  const reasonWith = async (config: JsonObject) => {
    const test = await openTestApp([wanting], { pluginConfig: { wanting: config } });
    expect(availability(test).plain).toEqual(READY);
    return availability(test).configured;
  };

  it.each<[JsonObject]>([[{}], [{ url: '', names: [] }], [{ names: false }]])(
    'is UNAVAILABLE with %j, and says what is missing and where to set it',
    async (config) => {
      expect(await reasonWith(config)).toEqual([
        'UNAVAILABLE',
        'It needs `url` and `names` in the configuration of plugin "wanting". Unload the plugin, and load it with that ' +
          '`config`; of a new server, set it under `pluginConfig.wanting`.',
      ]);
    },
  );

  it('may want more where another field has a certain value', async () => {
    const config = [{ when: { url: 'x' }, fields: ['names'] }];
    const choosy = { ...wanting, tools: [echo('configured', { needs: { config } })] };
    const with_ = async (given: JsonObject) =>
      availability(await openTestApp([choosy], { pluginConfig: { wanting: given } })).configured;
    expect(await with_({})).toEqual(READY);
    expect(await with_({ url: 'y' })).toEqual(READY);
    expect(await with_({ url: 'x' })).toEqual(['UNAVAILABLE', expect.stringContaining('needs `names` in')]);
    expect(await with_({ url: 'x', names: true })).toEqual(READY);
  });

  it('is READY with all of it', async () => {
    expect(await reasonWith({ url: 'x', names: ['a'] })).toEqual(READY);
    expect(await reasonWith({ url: 'x', names: true })).toEqual(READY);
  });

  it('is READY once its plugin is loaded anew with what was missing', async () => {
    const test = await openTestApp([wanting]);
    await test.app.plugins.unload({ id: 'wanting' }, ACTOR);
    await test.app.plugins.load({ id: 'wanting', config: { url: 'x', names: true } }, ACTOR);
    expect(availability(test).configured).toEqual(READY);
  });
});

it('core has all its tools where nothing can be jailed; those that run programs are UNAVAILABLE', async () => {
  const test = await openTestApp([core], {}, { jail: broken });
  expect(availability(test)).toMatchObject({ git_status: READY, javascript_run: ['UNAVAILABLE', REASON] });
  expect(availability(test).python_run).toEqual(['UNAVAILABLE', expect.stringContaining('python3')]);
});

it('what a tool needs is no part of its definition', () => {
  const hashOf = (needs: object) =>
    describePlugin(plugin('p', { tools: [echo('t', needs)] })).tools[0]!.definitionHash;
  expect(hashOf({ needs: { jail: true } })).toBe(hashOf({}));
});
