/**
 * A thread works until a flag tells it to stop. Rust's flag is a `static`, which all threads see; in JavaScript each thread has its own
 * copy of a module's variables, so the flag is passed on as a handle. Commands come from the command line instead of the keyboard, so that
 * the program ends by itself.
 */
import { AtomicBool } from 'lockwright/atomic';
import { spawn } from 'lockwright/thread';

export function workUntil(stop: AtomicBool): string {
  while (!stop.load('relaxed')) {
    // Some work would be done here.
  }
  return 'the worker has stopped';
}

/** What to answer; nothing if the command is to stop. */
export function answerTo(command: string): string | undefined {
  if (command === 'stop') return undefined;
  return command === 'help' ? 'commands: help, stop' : `unknown command: ${command}`;
}

if (import.meta.main) {
  const stop = new AtomicBool(false);
  const worker = spawn(import.meta, workUntil, stop);
  const given = process.argv.slice(2);
  for (const command of given.length > 0 ? given : ['help', 'jump', 'stop']) {
    const answer = answerTo(command);
    if (answer === undefined) break;
    console.log(answer);
  }
  stop.store(true, 'relaxed');
  console.log(worker.join());
}
