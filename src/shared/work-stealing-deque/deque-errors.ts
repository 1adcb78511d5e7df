import { nameOf, type Named } from '../../lock/lock-errors.ts';
import { OwnerDiedError } from '../../realm/errors.ts';
import { shown } from '../../memory/layout/mismatch.ts';
import { SharedError } from '../shared-error.ts';

export function badCapacity(capacity: unknown, most: number): SharedError {
  return new SharedError(
    'BAD_CAPACITY',
    `WorkStealingDeque: the capacity must be a whole number from 1 to ${most}, but is ${shown(capacity)}`,
  );
}

export function notOwner(deque: Named, call: string): SharedError {
  return new SharedError(
    'NOT_OWNER',
    `${nameOf(deque)}: ${call}() in a thread that is not its owner, which is the first one that pushed or popped. Other threads take from it with steal()`,
  );
}

export function ownerEnded(deque: Named): OwnerDiedError {
  return new OwnerDiedError(
    'OWNER_DIED',
    `${nameOf(deque)}: the thread that owned it has ended. Become its owner with adopt(), or go on taking from it with steal()`,
  );
}
