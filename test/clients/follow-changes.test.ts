import { createHash } from 'node:crypto';
import { createClient } from 'graphql-ws';
import { expect, it, onTestFinished } from 'vitest';
import { post, until } from '../e2e/real-server.ts';
import { type LiveRegistry, liveRegistry } from './live-registry.ts';
import { OPERATIONS, importSnippet } from './snippets.ts';

const TOKEN = 'token-of-a-reader-0123456789';
const sha256 = createHash('sha256').update(TOKEN).digest('hex');
const tokens = [{ name: 'reader', sha256, scopes: ['registry:read' as const] }];
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** `followChanges` of docs/change-stream.md, with a token for the list and one for the socket. */
async function following({ url }: LiveRegistry, listToken: string, socketToken: string, failures: unknown[] = []) {
  const { followChanges } = await importSnippet('follow-changes.mjs');
  const ending = new AbortController();
  const changes: { revision: number }[] = [];
  const following: Promise<void> = followChanges({
    client: createClient({
      url: url.replace('http', 'ws'),
      connectionParams: bearer(socketToken),
      retryAttempts: 0,
    }),
    operation: { query: OPERATIONS, operationName: 'Changes' },
    async list() {
      if (failures.length > 0) throw failures.shift();
      const { body } = await post(url, { query: OPERATIONS, operationName: 'Lists' }, bearer(listToken));
      if (body.errors) throw body.errors;
      return body.data.registry;
    },
    apply: (change: { revision: number }) => changes.push(change),
    signal: ending.signal,
  });
  onTestFinished(() => ending.abort());
  return { following, changes, stop: () => ending.abort() };
}

it('followChanges ends with the errors of a list that is refused', async () => {
  const registry = await liveRegistry({ tokens });
  const { following: ended } = await following(registry, 'wrong', TOKEN);
  await expect(ended).rejects.toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
});

it('followChanges ends with the close event of a socket that is refused', async () => {
  const registry = await liveRegistry({ tokens });
  const { following: ended } = await following(registry, TOKEN, 'wrong');
  await expect(ended).rejects.toMatchObject({ code: 4403 });
});

it('followChanges tries again when the server is gone or going, until it is told to stop', async () => {
  const registry = await liveRegistry({ tokens });
  const failures = [new TypeError('fetch failed'), [{ extensions: { code: 'SHUTTING_DOWN' } }]];
  const { following: ended, changes, stop } = await following(registry, TOKEN, TOKEN, failures);
  await until(() => failures.length === 0, 'it tried');
  await until(async () => (await registry.change(1)) && changes.length > 0, 'it follows');
  stop();
  await ended;
});
