/**
 * Runs in the jail, on Node, before git: what git asks of one address goes through descriptor 3, where the server answers it.
 * Nothing else leads out. Arguments: that address, the path under which the server knows it, those of git.
 */
'use strict';
const { spawn } = require('node:child_process');
const { Agent, createServer, request } = require('node:http');
const { Socket } = require('node:net');
const { signals } = require('node:os').constants;

const [address, path, ...args] = process.argv.slice(2);
const wayOut = new Socket({ fd: 3 });
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
agent.createConnection = () => wayOut;

// Between two of its questions git may work for long.
const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 }, pass);
server.listen(0, '127.0.0.1', start);

function pass(asked, answered) {
  const { method, url, headers } = asked;
  const passed = request({ agent, method, path: url, headers }, (answer) => {
    answered.writeHead(answer.statusCode, answer.headers);
    answer.on('error', () => answered.destroy()).pipe(answered);
  });
  passed.on('error', () => answered.destroy());
  asked.pipe(passed);
}

function start() {
  const env = {
    ...process.env,
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `url.http://127.0.0.1:${server.address().port}${path}.insteadOf`,
    GIT_CONFIG_VALUE_0: address,
  };
  const git = spawn('git', args, { env, stdio: 'inherit' });
  process.on('SIGTERM', () => git.kill());
  git.on('error', () => process.exit(127));
  git.on('exit', (code, signal) => process.exit(code ?? 128 + signals[signal]));
}
