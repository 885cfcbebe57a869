/** The stateless HTTP server of the MCP SDK, with a tool that does nothing: JSON answers, which it gives quickest. */
import { type AddressInfo } from 'node:net';
import { createServer } from 'node:http';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { answerParent } from '../processes.ts';

const inputSchema = z.object({});

function createMcp(): McpServer {
  const mcp = new McpServer({ name: 'bench', version: '1.0.0' });
  mcp.registerTool('noop', { description: 'Does nothing.', inputSchema }, () => ({
    content: [{ type: 'text', text: 'done' }],
  }));
  return mcp;
}

// As its documentation has it for servers that keep no sessions: a server and a transport for each request.
const server = createServer((request, response) => {
  const transport = new NodeStreamableHTTPServerTransport({
    sessionIdGenerator: undefined,
    enableJsonResponse: true,
  });
  void createMcp()
    .connect(transport)
    .then(() => transport.handleRequest(request, response));
});

answerParent({
  open: () =>
    new Promise((resolve) => {
      server.listen(0, 'localhost', () => resolve((server.address() as AddressInfo).port));
    }),
});
