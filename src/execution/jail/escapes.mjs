/**
 * Runs in the jail, at the start of the server: does what must not be possible there, and tells over descriptor 3 what was.
 * Plain JavaScript: nothing of the server is there, and types would have to be taken out first.
 */
import { spawn } from 'node:child_process';
import {
  appendFileSync,
  openSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { connect } from 'node:net';

const CHANNEL = 3;
const status = readFileSync('/proc/self/status', 'utf8');
const { file, secretPaths, port, pid } = JSON.parse(readFileSync(CHANNEL, 'utf8'));

/** In words: what can be done. */
const ATTEMPTS = {
  'read a file of this machine': () => readFileSync(file),
  'see the workspace, the data or the secrets of the server': () => must(secretPaths.some(isShown)),
  'read settings of the system': () => readFileSync('/etc/shadow'),
  'see other processes': () => must(readdirSync('/proc').filter((name) => /^\d+$/.test(name)).length > 2),
  // Where the server's number is so low that somebody has it here, too, that is somebody else.
  'signal the server': () => must(pid > 10 && process.kill(pid, 0)),
  'write to /usr': () => writeFileSync('/usr/gathering-escape', ''),
  'write to /': () => writeFileSync('/gathering-escape', ''),
  'write to the workspace': () => writeFileSync('/workspace/gathering-escape', ''),
  'set what the kernel runs': () => openSync('/proc/sys/kernel/core_pattern', 'r+'),
  'change the system by its power': () => appendFileSync('/proc/sysrq-trigger', ''),
  'use files that the server had open': () => must(openFolders().length > 0),
  'get privileges': () => must(!/^NoNewPrivs:\s+1$/m.test(status) || !/^CapEff:\s+0+$/m.test(status)),
  'ask anything of the kernel': () => must(!/^Seccomp:\s+2$/m.test(status)),
};

function must(holds) {
  if (!holds) throw new Error('It does not.');
}

function isShown(path) {
  try {
    return statSync(path).isDirectory() ? readdirSync(path).length > 0 : readFileSync(path).length > 0;
  } catch {
    return false;
  }
}

function openFolders() {
  return readdirSync('/proc/self/fd')
    .map((number) => {
      try {
        return readlinkSync(`/proc/self/fd/${number}`);
      } catch {
        return '';
      }
    })
    .filter((target) => /^\/(?!dev\/null$|proc\/)/.test(target));
}

function can(attempt) {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}

function reaches(target) {
  const { promise, resolve } = Promise.withResolvers();
  connect(target)
    .on('connect', () => resolve(true))
    .on('error', () => resolve(false));
  return promise;
}

function bytesOf(name) {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)[1]) * 1024;
}

const escapes = Object.keys(ATTEMPTS).filter((name) => can(ATTEMPTS[name]));
if (await reaches({ host: '127.0.0.1', port })) escapes.push('use the network of this machine');
// It must end with the jail; the server waits for that.
spawn('/bin/sleep', ['600'], { detached: true, stdio: 'ignore' }).unref();
const need = { dataBytes: bytesOf('VmData'), memoryBytes: bytesOf('RssAnon') };
writeSync(CHANNEL, `${JSON.stringify({ escapes, need })}\n`);
process.exit();
