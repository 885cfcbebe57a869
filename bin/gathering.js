#!/usr/bin/env node
// Plain JavaScript that any Node since 12.17 can read: it finds a Node that can run src/main.ts.
import { spawn } from 'child_process';
import { createRequire } from 'module';
import { dirname, join } from 'path';
import { fileURLToPath } from 'url';

const NEEDED_MAJOR = 24;
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'];
const thisFile = fileURLToPath(import.meta.url);

if (isNewEnough(process.versions.node)) runHere();
else runOn(pinnedNode());

function runHere() {
  endWithParent();
  import('../src/main.ts').catch((error) => {
    const missing = error.code === 'ERR_MODULE_NOT_FOUND';
    const next = missing ? ` Run "npm ci" in ${dirname(dirname(thisFile))}.` : '';
    refuse(`It cannot start: ${String(error.message).split('\n')[0]}.${next}`);
  });
}

/** A wrapper killed with SIGKILL cannot pass that on, but its end of the channel closes. */
function endWithParent() {
  const end = () => process.kill(process.pid, 'SIGTERM');
  if (process.connected === false) end();
  if (!process.connected) return;
  process.once('disconnect', end);
  process.channel.unref();
}

/** The Node of the optional package for this platform, or null. */
function pinnedNode() {
  const windows = process.platform === 'win32';
  const description = `node-${windows ? 'win' : process.platform}-${process.arch}/package.json`;
  const require = createRequire(import.meta.url);
  try {
    if (!isNewEnough(require(description).version)) return null;
    return join(dirname(require.resolve(description)), 'bin', windows ? 'node.exe' : 'node');
  } catch (error) {
    return null;
  }
}

function isNewEnough(version) {
  return Number(version.split('.')[0]) >= NEEDED_MAJOR;
}

function runOn(node) {
  if (node === null) refuse(tooOld());
  const child = spawn(node, [thisFile, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  const forward = (signal) => child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, forward);
  child.on('error', (error) =>
    refuse(`${tooOld()} (The Node that came with it does not run: ${error.code}.)`),
  );
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    for (const each of SIGNALS) process.removeListener(each, forward);
    process.kill(process.pid, signal);
  });
}

function tooOld() {
  return (
    `GatheRing needs Node ${NEEDED_MAJOR} or newer, and this is ${process.version}. ` +
    'Install Node 24 (https://nodejs.org), or run "npm ci" without --omit=optional, which brings one.'
  );
}

function refuse(line) {
  console.error(`gathering: ${line}`);
  process.exit(1);
}
