import { threadName } from '../memory/thread-name.ts';
import { LockwrightError } from '../realm/errors.ts';
import { shown } from '../memory/layout/mismatch.ts';

/** Something that threads share was misused: used after its end, or in a way that its value does not allow. The message names it, its state and the thread. */
export class SharedError extends LockwrightError {
  static override readonly name: string = 'SharedError';
}

/** What errors name. */
export interface NamedHandle {
  readonly kind: string;
  readonly address: number;
}

/** How a handle came to have nothing. */
export type Gone = 'disposed' | 'moved' | 'ended';

const WHY: Readonly<Record<Gone, readonly [state: string, advice: string]>> = {
  disposed: ['was disposed of', 'Clone it before, and dispose of it when it is not used any more'],
  moved: ['was sent to another thread, which has it now', 'Send a clone: spawn(work, arc.clone())'],
  ended: [
    'was of a thread that has ended and so gave back what it had',
    'Do not keep it in a variable of the module: each thread is to be sent its own',
  ],
};

const nameOf = ({ kind, address }: NamedHandle): string => `${kind} at address ${address} of the heap`;

export function gone(handle: NamedHandle, call: string, why: Gone): SharedError {
  const [state, advice] = WHY[why];
  return new SharedError(why.toUpperCase(), `${nameOf(handle)}: ${call} in ${threadName()} of a handle that ${state}. ${advice}`);
}

export function tooMany(handle: NamedHandle, call: string, most: number): SharedError {
  return new SharedError(
    'TOO_MANY',
    `${nameOf(handle)}: ${call} in ${threadName()} would be one too many: ${most} threads and messages have it already. Dispose of handles that are not used any more, and receive what was sent`,
  );
}

export function staleView(handle: NamedHandle, tried: string): SharedError {
  return new SharedError(
    'STALE_VIEW',
    `${nameOf(handle)}: tried to ${tried} the value in ${threadName()} through what getMut() gave, after the handle was cloned, downgraded, sent, disposed of or asked again. ` +
      'Ask again, and use it before you give the value to others',
  );
}

export function noLayout(handle: NamedHandle, call: string): SharedError {
  return new SharedError(
    'NO_LAYOUT',
    `${nameOf(handle)}: ${call} in ${threadName()}, but its value was made by Arc.of() and cannot be changed. Use new Arc(layout, value), or Arc.of(new Mutex(layout, value))`,
  );
}

export function stalePin(epoch: NamedHandle, call: string): SharedError {
  return new SharedError(
    'STALE_PIN',
    `${nameOf(epoch)}: ${call} in ${threadName()} of a pin that is over. Pin again, and reach what is to be retired by that pin`,
  );
}

export function stillPinned(epoch: NamedHandle): SharedError {
  return new SharedError(
    'STILL_PINNED',
    `${nameOf(epoch)}: free() in ${threadName()}, which is pinned. Free it when no thread uses it any more`,
  );
}

export function epochFreed(call: string): SharedError {
  return new SharedError('FREED', `Epoch: ${call} in ${threadName()} after its memory was freed through this handle`);
}

export function notRetirable(epoch: NamedHandle, address: unknown): SharedError {
  return new SharedError(
    'NOT_RETIRABLE',
    `${nameOf(epoch)}: retire(${String(address)}) in ${threadName()}: expected the address of a block, as allocate() returns it`,
  );
}

export function retiredTwice(epoch: NamedHandle, address: number, cause: Error): SharedError {
  return new SharedError(
    'RETIRED_TWICE',
    `${nameOf(epoch)}: in ${threadName()}, the block at address ${address} was to be freed and is free already: it was retired twice, or freed by other means as well. ` +
      'Retire a block once, by the thread that took it out of the last shared pointer, and leave it to the epoch from then on',
    { cause },
  );
}

export function notAnEpoch(what: string, found: unknown): SharedError {
  return new SharedError('NOT_AN_EPOCH', `new ${what}: expected { epoch } to be an Epoch, but got ${shown(found)}`);
}

export function notMade(structure: NamedHandle): SharedError {
  return new SharedError(
    'NOT_MADE',
    `${structure.kind} at byte offset ${structure.address}: there is none at this place. Make it there once with ${structure.kind}.create(memory, byteOffset, …), before others use ${structure.kind}.at(…)`,
  );
}
