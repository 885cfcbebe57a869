import { type Duplex, duplexPair } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type Peer, type PeerHandlers, createPeer } from '../../../src/plugins/process/peer.ts';

interface Side {
  peer: Peer;
  heard: unknown[];
  broken: string[];
}

function side(pipe: Duplex, request: PeerHandlers['request'] = async () => null, maxLine = 1_000): Side {
  const heard: unknown[] = [];
  const broken: string[] = [];
  const peer = createPeer(
    pipe,
    {
      request,
      notification: (method, params) => heard.push([method, params]),
      broken: (reason) => broken.push(reason),
      encodeError: (error) => ({ message: (error as Error).message }),
      decodeError: ({ message }) => new Error(message as string),
    },
    { maxLine, maxRunning: 4 },
  );
  return { peer, heard, broken };
}

describe('Two peers', () => {
  it('ask each other at once, and each answer finds its question', async () => {
    const [a, b] = duplexPair();
    const answer: PeerHandlers['request'] = async (method, { n }) => [method, n];
    const [left, right] = [side(a, answer), side(b, answer)];
    const asked = Array.from({ length: 50 }, (_, n) => [
      left.peer.request('left', { n }).answer,
      right.peer.request('right', { n }).answer,
    ]);
    expect(await Promise.all(asked.map((both) => Promise.all(both)))).toEqual(
      Array.from({ length: 50 }, (_, n) => [
        ['left', n],
        ['right', n],
      ]),
    );
  });

  it('pass on what is thrown, what is told and that an answer is no longer wanted', async () => {
    const [a, b] = duplexPair();
    const aborted = Promise.withResolvers<void>();
    const right = side(b, async (method, _, __, signal) => {
      if (method === 'fail') throw new Error('no');
      // It may be over before it begins.
      if (signal.aborted) aborted.resolve();
      signal.addEventListener('abort', () => aborted.resolve());
      await aborted.promise;
      return 'aborted';
    });
    const left = side(a);
    await expect(left.peer.request('fail', {}).answer).rejects.toThrow('no');
    left.peer.notify('news', { n: 1 });
    const controller = new AbortController();
    const { answer } = left.peer.request('wait', {}, controller.signal);
    controller.abort();
    expect(await answer).toBe('aborted');
    expect(right.heard).toEqual([['news', { n: 1 }]]);
  });

  it('fail all that is asked when one ends', async () => {
    const [a, b] = duplexPair();
    side(b, () => new Promise(() => {}));
    const { peer } = side(a);
    const { answer } = peer.request('wait', {});
    peer.end(new Error('It ended.'));
    await expect(answer).rejects.toThrow('It ended.');
    await expect(peer.request('again', {}).answer).rejects.toThrow('It ended.');
  });
});

it.each([
  ['no JSON', 'garbage', 'a line that is no JSON-RPC message'],
  ['no message', '{"jsonrpc":"2.0"}', 'a line that is no JSON-RPC message'],
  ['no object', '[1]', 'a line that is no JSON-RPC message'],
  ['params that are none', '{"method":"log","params":[]}', 'a line that is no JSON-RPC message'],
  ['an answer to a call that nobody made', '{"id":7,"result":1}', 'answered a call that nobody made'],
  ['an answer without an id', '{"result":1}', 'a line that is no JSON-RPC message'],
  ['a message without end', 'x'.repeat(2_000), 'a message of more than 1000 characters'],
])('a peer that sends %s is told to be broken', async (_, line, reason) => {
  const [a, b] = duplexPair();
  const { broken } = side(a);
  b.write(`${line}\n`);
  await new Promise((resolve) => setImmediate(resolve));
  expect(broken).toEqual([expect.stringContaining(reason)]);
});

it('a peer serves so many requests at once, reads no further meanwhile, and forgets none', async () => {
  const [a, b] = duplexPair();
  let running = 0;
  let most = 0;
  side(b, async (_, { n }) => {
    most = Math.max(most, (running += 1));
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    return n;
  });
  const { peer } = side(a);
  const answers = await Promise.all(Array.from({ length: 200 }, (_, n) => peer.request('n', { n }).answer));
  expect(answers).toEqual(Array.from({ length: 200 }, (_, n) => n));
  expect(most).toBe(4);
});

it.each([
  ['an id that cannot be printed', { method: 'cancel', params: { id: { toString: 1, valueOf: 1 } } }],
  ['a method that is an object', { id: 1, method: {} }],
  ['objects within objects without end', null],
])('a peer outlives %s', async (_, message) => {
  const [a, b] = duplexPair();
  const { broken, peer } = side(a, undefined, 100_000);
  const deep = `{"method":"log","params":{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}}`;
  b.write(`${message ? JSON.stringify(message) : deep}\n`);
  await new Promise((resolve) => setImmediate(resolve));
  expect(broken).toHaveLength(1);
  expect(() => peer.notify('still', {})).not.toThrow();
});

it('a long message with quotes, backslashes and brackets in its texts is no deep one', async () => {
  const [a, b] = duplexPair();
  const { heard, broken } = side(a, undefined, 1_000_000);
  const text = '[{"\\\\\\"'.repeat(5_000) + '\\\\';
  side(b).peer.notify('log', { text, list: [[text]] });
  await new Promise((resolve) => setImmediate(resolve));
  expect([heard, broken]).toEqual([[['log', { text, list: [[text]] }]], []]);
});
