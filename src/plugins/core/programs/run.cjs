/**
 * Runs in the jail, on Node: the JavaScript that the server sends over descriptor 3, in QuickJS. That sees nothing of Node: what
 * it asks for is answered here. Plain JavaScript, so that no types need be taken out at each start, and CommonJS, which
 * starts sooner than modules do.
 */
'use strict';
const { readFileSync, readdirSync, statSync, writeFileSync, writeSync } = require('node:fs');
const { join } = require('node:path');
const { newQuickJSWASMModuleFromVariant } = require('quickjs-emscripten-core');

/** As the package has it, but for its modules, which would have Node start its loader of them. */
const VARIANT = {
  type: 'sync',
  importFFI: async () => require('@jitl/quickjs-wasmfile-release-sync/ffi').QuickJSFFI,
  importModuleLoader: async () => require('@jitl/quickjs-wasmfile-release-sync/emscripten-module'),
};
const CHANNEL = 3;
const PRELUDE = join(__dirname, 'prelude.js');
/** Of QuickJS: a script whose last value counts, and that may await. */
const SCRIPT_THAT_AWAITS = 128;
/** Well below what Node's own stack bears. */
const STACK_BYTES = 512 * 1024;

const { code, args, memoryBytes } = JSON.parse(readFileSync(CHANNEL, 'utf8'));

const ANSWERS = {
  print: write,
  readStdin: () => readFileSync(0, 'utf8'),
  readFile: (path, encoding) => readFileSync(path, encoding),
  writeFile: (path, content, encoding) => writeFileSync(path, content, encoding),
  listFiles: (folder) =>
    readdirSync(folder, { withFileTypes: true }).map((entry) => {
      const stats = statSync(join(folder, entry.name), { throwIfNoEntry: false });
      return {
        name: entry.name,
        isFolder: stats?.isDirectory() ?? false,
        byteSize: stats?.isFile() ? stats.size : 0,
      };
    }),
  progress: (fraction, message) => tell('progress', fraction, message.replaceAll(/\s+/g, ' ')),
  sleep: (ms) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms),
  exit: (status) => process.reallyExit(status),
};

const NO_SPACE = ['ENOSPC', 'EFBIG', 'EDQUOT'];
let ranOutOfDisk = false;

run()
  .catch(overflow)
  .then((status) => process.reallyExit(status));

async function run() {
  const quickjs = await newQuickJSWASMModuleFromVariant(VARIANT);
  const runtime = quickjs.newRuntime({ memoryLimitBytes: memoryBytes, maxStackSizeBytes: STACK_BYTES });
  const vm = runtime.newContext();
  vm.newFunction('$ask', (what, values) => answer(vm, vm.getString(what), vm.getString(values))).consume(
    (ask) => vm.setProp(vm.global, '$ask', ask),
  );
  const helpers = vm.unwrapResult(vm.evalCode(readFileSync(PRELUDE, 'utf8'), 'prelude.js'));
  const call = (name, ...values) => vm.callFunction(vm.getProp(helpers, name), vm.undefined, ...values);
  vm.unwrapResult(vm.evalCode(`globalThis.args = ${JSON.stringify(args)}`));

  const ended = vm.evalCode(code, 'program.js', SCRIPT_THAT_AWAITS);
  const outcome = ended.error ? ended : settled(vm, runtime, call, ended.value);
  if (outcome.error) return fail(vm, call, outcome.error);
  const json = call('asJson', vm.getProp(outcome.value, 'value'));
  if (json.error) return fail(vm, call, json.error);
  if (vm.typeof(json.value) === 'string') tell('result', vm.getString(json.value));
  return 0;
}

/** Where the program goes deeper than Node's own stack, QuickJS is past telling. */
function overflow(error) {
  if (!(error instanceof RangeError)) throw error;
  write(2, 'InternalError: stack overflow\n');
  return 1;
}

/** What its promise comes to, once jobs and timers have done all that they do. */
function settled(vm, runtime, call, promise) {
  for (;;) {
    const jobs = runtime.executePendingJobs();
    if (jobs.error) return jobs;
    const state = vm.getPromiseState(promise);
    const more = call('runTimer');
    if (more.error) return more;
    if (vm.dump(more.value)) continue;
    if (state.type !== 'pending') return state;
    return { error: vm.newError('The program waits for a promise that nothing settles.') };
  }
}

function answer(vm, what, values) {
  try {
    return vm.newString(JSON.stringify(ANSWERS[what](...JSON.parse(values)) ?? null));
  } catch (error) {
    ranOutOfDisk ||= NO_SPACE.includes(error.code);
    return { error: vm.newError({ name: 'Error', message: error.message }) };
  }
}

function fail(vm, call, error) {
  const text = call('shown', error);
  const message = text.error ? 'out of memory' : vm.getString(text.value);
  if (/^InternalError: out of memory/.test(message) || text.error) tell('limit', 'memory');
  else if (ranOutOfDisk) tell('limit', 'disk');
  write(2, `${message}\n`);
  return 1;
}

function tell(...words) {
  write(CHANNEL, `${words.join('\t')}\n`);
}

function write(descriptor, text) {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
}
