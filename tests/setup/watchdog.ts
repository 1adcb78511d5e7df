/**
 * Ends a process of tests whose thread is blocked for good, and says where. A time limit of a test is a timer, which such a thread does not come to; Vitest would wait for ever.
 *
 * A thread of its own looks whether the first one still comes to its timers. When it has not for so long, it asks the inspector for the stack, prints it, and kills the process: Vitest counts that as a failure of the file,
 * and goes on with the next.
 */
import { Worker } from 'node:worker_threads';

/** Far above what any test computes between two turns of its loop, on the slowest machine. */
const BLOCKED_SECONDS = 150;
const SECOND_MS = 1000;

/** Plain JavaScript, so that it starts soon. V8 pauses a thread in Atomics.wait too; one that is in a call of the engine comes to no pause, and that is said. */
const dog = `
const { Session } = require('node:inspector');
const { writeSync } = require('node:fs');
const { workerData: { beats, limit, second } } = require('node:worker_threads');
const end = (text) => {
  writeSync(2, '\\nBLOCKED: the thread of these tests has not come to a timer for ' + limit + ' s. ' + text + '\\n');
  process.kill(process.pid, 'SIGKILL');
};
let seen = -1;
let since = 0;
setInterval(() => {
  const now = Atomics.load(beats, 0);
  if (now !== seen) { seen = now; since = 0; return; }
  if (++since !== limit) return;
  const session = new Session();
  session.connectToMainThread();
  const urls = new Map();
  session.on('Debugger.scriptParsed', ({ params: { scriptId, url } }) => urls.set(scriptId, url));
  session.on('Debugger.paused', ({ params: { callFrames } }) => {
    const lines = callFrames.map(({ functionName, location }) => '    ' + functionName + ' (' + urls.get(location.scriptId) + ':' + (location.lineNumber + 1) + ')');
    end('It is in:\\n' + lines.join('\\n'));
  });
  session.post('Debugger.enable', () => session.post('Debugger.pause'));
  setTimeout(end, 10 * second, 'It comes to no pause: it is in a call of the engine.');
}, second);
`;

const beats = new Int32Array(new SharedArrayBuffer(4));
setInterval(() => Atomics.add(beats, 0, 1), SECOND_MS / 2).unref();
new Worker(dog, { eval: true, workerData: { beats, limit: BLOCKED_SECONDS, second: SECOND_MS } }).unref();
