import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

interface Request {
  path: string | undefined;
  key: string | undefined;
  body: { text: string[]; target_lang: string } | null;
}

/** Translates by capital letters for the key `right`. */
export async function fakeDeepL() {
  const requests: Request[] = [];
  const server = createServer((request, response) => {
    void (request.method === 'POST' ? json(request) : Promise.resolve(null)).then((body) => {
      const { url: path, headers } = request;
      const key = headers.authorization;
      requests.push({ path, key, body: body as Request['body'] });
      response.writeHead(key?.endsWith(' right') ? 200 : key?.endsWith(' busy') ? 429 : 403);
      response.end(JSON.stringify(answer(body as Request['body'])));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const close = async () => {
    server.closeAllConnections();
    await server[Symbol.asyncDispose]();
  };
  return { url: `http://localhost:${(server.address() as AddressInfo).port}`, requests, close };
}

function answer(body: Request['body']): object {
  if (!body) return { character_count: 120, character_limit: 500_000 };
  const upperCase = (text: string) =>
    text.toUpperCase().replaceAll(/<[^>]*>|&[A-Z]+;/g, (tag) => tag.toLowerCase());
  return { translations: body.text.map((text) => ({ text: upperCase(text) })) };
}
