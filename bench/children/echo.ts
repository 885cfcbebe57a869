/** The least that an HTTP server can do with a POST: read its JSON and answer some. */
import { type AddressInfo } from 'node:net';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { answerParent } from '../processes.ts';

const server = createServer((request, response) => {
  void json(request).then((body) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  });
});

answerParent({
  open: () =>
    new Promise((resolve) => {
      server.listen(0, 'localhost', () => resolve((server.address() as AddressInfo).port));
    }),
});
