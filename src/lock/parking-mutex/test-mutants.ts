/** Seeded faults of ParkingMutex, and of the byte that it is: see `scripts/mutants/mutant.ts`. Those of the lot are in its own set. */
import type { MutantSet } from '../../../scripts/mutants/mutant.ts';

const MUTEX_FILE = 'src/lock/parking-mutex/parking-mutex.ts';
const WAIT_FILE = 'src/lock/parking-mutex/wait-for-byte.ts';
const GIVE_FILE = 'src/lock/parking-mutex/give-byte.ts';
const BYTE_FILE = 'src/memory/lock-byte.ts';
const SHARE_FILE = 'src/memory/share.ts';
const PARKING_FILE = 'src/memory/parking.ts';
const SETTLE_FILE = 'src/memory/settle-held.ts';

export const mutants: MutantSet = {
  of: 'ParkingMutex',
  checks: 'src/lock/parking-mutex/parking-mutex.check.ts',
  mutants: [
    {
      name: 'the byte is looked at and then stored',
      cause: 'two threads find it free, and both take it',
      file: BYTE_FILE,
      edits: [
        {
          find: `region.ops.cas8(p, found, next, 'acquire', 'relaxed') === found);`,
          replace: `region.ops.load8(p, 'acquire') === found && (region.ops.store8(p, next, 'relaxed'), true));`,
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'the byte is taken relaxed',
      cause: 'what was done under it before is not ordered before what is done now',
      file: BYTE_FILE,
      edits: [{ find: `cas8(p, found, next, 'acquire', 'relaxed')`, replace: `cas8(p, found, next, 'relaxed', 'relaxed')` }],
      kind: 'dataRace',
    },
    {
      name: 'the byte is given back relaxed where nobody is parked',
      cause: 'what was done under it is not ordered before what the next does',
      file: SHARE_FILE,
      edits: [
        {
          find: `if (ops.cas8(p, expected, next, 'release', 'relaxed') !== expected) return false;
    if (at >= 0)`,
          replace: `if (ops.cas8(p, expected, next, 'relaxed', 'relaxed') !== expected) return false;
    if (at >= 0)`,
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'the byte is given back relaxed where someone is parked',
      cause: 'what was done under it is not ordered before what the next does',
      file: BYTE_FILE,
      edits: [{ find: `store8(p, left, 'release');`, replace: `store8(p, left, 'relaxed');` }],
      kind: 'dataRace',
    },
    {
      name: 'who takes the byte clears the bit of those that are parked',
      cause: 'nobody unparks them',
      file: BYTE_FILE,
      edits: [{ find: 'const next = (found & WAITED) | LOCKED;', replace: 'const next = LOCKED;' }],
      kind: 'deadlock',
    },
    {
      name: 'who unlocks forgets that more are parked',
      cause: 'whoever takes it next does not unpark them',
      file: GIVE_FILE,
      edits: [{ find: 'hasMore ? WAITED : 0', replace: '0' }],
      kind: 'deadlock',
    },
    {
      name: 'who waits parks without setting the bit',
      cause: 'whoever unlocks does not know of it',
      file: WAIT_FILE,
      edits: [
        {
          find: `if (byte === LOCKED && ops.cas8(address, LOCKED, LOCKED | WAITED, 'relaxed', 'relaxed') !== LOCKED) continue;
    const`,
          replace: `void WAITED;
    const`,
        },
        {
          find: `=== (LOCKED | WAITED);`,
          replace: `!== 0;`,
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'who waits parks whatever the byte says by then',
      cause: 'it may have been given back just before',
      file: WAIT_FILE,
      edits: [
        {
          find: `const validate = (): boolean => ops.load8(address, 'relaxed') === (LOCKED | WAITED);`,
          replace: `const validate = (): boolean => ops.load8(address, 'relaxed') >= 0;`,
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'who was handed the mutex does not take it for its own',
      cause: 'it waits for itself',
      file: WAIT_FILE,
      edits: [{ find: '    if (end === HANDED) {', replace: '    if (end === HANDED && isDue) {' }],
      kind: 'deadlock',
    },
    {
      name: 'who unlocks fairly gives it back first',
      cause: 'another gets it in between',
      file: GIVE_FILE,
      edits: [
        {
          find: '    if (isHanded) return HANDED;',
          replace: `    if (isHanded) giveByteAtGate(region, address, lot.address, WAITED);
    if (isHanded) return UNPARKED;`,
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'who hands the mutex over to nobody keeps it',
      cause: 'the thread died before it was handed it',
      file: GIVE_FILE,
      edits: [
        {
          find: `    if (!isTold) continue;
`,
          replace: `    void isTold;
`,
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'the mutex that is handed over stays on the list of who hands it',
      cause: 'if that thread dies, it is poisoned while the other has it',
      file: BYTE_FILE,
      edits: [{ find: 'before: lot, after: GIVEN };', replace: 'before: lot, after: lot };' }],
      kind: 'assertion',
    },
    {
      name: 'who is handed the mutex does not note it',
      cause: 'if the thread dies, the mutex stays locked for ever',
      file: BYTE_FILE,
      edits: [
        {
          find: '  takeNoting(region, p, HELD_BYTE, lot, () => heap.cas32',
          replace: `  void lot;
  takeNoting(region, p, 0, lot, () => heap.cas32`,
        },
      ],
      kind: 'exception',
    },
    {
      name: 'a thread that died before it knew that it was handed the mutex keeps it',
      cause: 'nobody else knows that it had it',
      file: PARKING_FILE,
      edits: [
        {
          find: `    if (state === HANDED) poison(region, key >>> 0);
`,
          replace: `    void [HANDED, poison];
`,
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'a dead thread is not marked',
      cause: 'it is handed the mutex after its undertaker has looked',
      file: PARKING_FILE,
      edits: [{ find: `heap.cas32(node + STATE, PARKED, GONE, 'acqRel', 'acquire');`, replace: `heap.load32(node + STATE, 'acquire');` }],
      kind: 'deadlock',
    },
    {
      name: 'the undertaker does not poison',
      cause: 'the others wait for ever for a thread that is no more',
      file: SETTLE_FILE,
      edits: [{ find: 'poisonForDead(region, entry.address, before.address)', replace: 'poisonForDead === undefined' }],
      kind: 'deadlock',
    },
    {
      name: 'the undertaker poisons, and leaves those that are parked asleep',
      cause: 'nobody tells them',
      file: BYTE_FILE,
      edits: [
        {
          find: `  emptyForDead(region, bucketOf(lot, p));
`,
          replace: `  void [emptyForDead, bucketOf];
`,
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'the undertaker poisons what was given back',
      cause: 'another may have it by then',
      file: BYTE_FILE,
      edits: [
        {
          find: `  if (lot === GIVEN) return false;
`,
          replace: '',
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'the bit is not set for a promise',
      cause: 'whoever unlocks does not know of it',
      file: WAIT_FILE,
      edits: [
        {
          find: `    } else if (byte !== LOCKED || ops.cas8(address, LOCKED, LOCKED | WAITED, 'relaxed', 'relaxed') === LOCKED) {
      return false;`,
          replace: `    } else {
      return false;`,
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'tryLock takes it whether it is free or not',
      cause: 'two are in at once',
      file: MUTEX_FILE,
      edits: [
        {
          find: `      if ((byte & LOCKED) !== 0) return undefined;
`,
          replace: `      if (byte === 3) return undefined;
`,
        },
      ],
      kind: 'dataRace',
    },
  ],
};
