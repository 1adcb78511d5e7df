import { ThreadError } from '../realm/errors.ts';
import { REFERENCED, SUPERVISOR_IS_UP } from '../memory/header.ts';
import { heapRegion } from '../memory/heap.ts';
import { hinderBlocking } from '../realm/may-block.ts';
import { takeBlock } from './blocks.ts';
import { host, type HostWorker } from './host/host.ts';
import type { Message, Start } from './messages.ts';
import { giveUpAll, receiveResult } from './open-handles.ts';

/** This thread's line to the supervisor. A spawned thread has it from its start; the first thread starts the supervisor when it first needs it. */
export interface SupervisorLine {
  post(message: Message, transfer?: readonly object[]): void;
}

/** Where all copies of this package in one thread find its line: a program has one supervisor. */
const SHARED_KEY = Symbol.for('lockwright.line');
const shared = globalThis as unknown as { [SHARED_KEY]?: SupervisorLine };

/** Sets the line; for the bootstrap of a spawned thread. */
export function setLine(own: SupervisorLine): void {
  shared[SHARED_KEY] = own;
}

/**
 * The line to the supervisor, started if need be (about 20 ms until it works, but messages to it wait).
 *
 * @throws {ThreadError} `NO_SUPERVISOR` if it did not come up before
 */
export function supervisorLine(): SupervisorLine {
  if (failure !== undefined) throw failure;
  return (shared[SHARED_KEY] ??= startSupervisor());
}

let supervisor: HostWorker | undefined;
let failure: ThreadError | undefined;

function startSupervisor(): SupervisorLine {
  const { memory, ops } = heapRegion();
  supervisor = host.createSupervisor({ memory, block: takeBlock(), once: false } satisfies Start);
  supervisor.onMessage((message) => receiveResult(message as Message));
  supervisor.onError((cause) => {
    // Without it no thread starts, and nobody watches those that run: better an error than a hang.
    failure = new ThreadError(
      'NO_SUPERVISOR',
      `the worker that starts and watches all threads failed: ${String((cause as Error)?.message ?? cause)}`,
      { cause },
    );
    giveUpAll();
    throw failure;
  });
  if (!host.startsWhileBlocked) hinderBlocking(() => ops.load32(SUPERVISOR_IS_UP * 4, 'acquire') === 0);
  supervisor.unref(); // after the listeners: in Node one for messages makes the port keep the program alive again
  return { post: (message, transfer) => supervisor!.post(message, transfer) };
}

let watching = false;

/**
 * Keeps the program alive while threads run that want that. Called by the first thread after a spawn; others need not, since they cannot outlive
 * the program.
 */
export function stayAlive(): void {
  if (supervisor === undefined || watching) return;
  watching = true;
  supervisor.ref();
  void watchReferences();
}

async function watchReferences(): Promise<void> {
  const { ops } = heapRegion();
  for (;;) {
    const running = ops.load32(REFERENCED * 4, 'acquire');
    if (running === 0) break;
    const wait = ops.waitAsync32(REFERENCED * 4, running, Infinity);
    if (wait.async) await wait.value;
  }
  watching = false;
  supervisor!.unref();
}
