/** Seeded faults of ParkingLot, and of the buckets that it stands on: see `scripts/mutants/mutant.ts`. */
import type { MutantSet } from '../../../scripts/mutants/mutant.ts';

const BUCKET_FILE = 'src/memory/parking-bucket.ts';
const PARKING_FILE = 'src/memory/parking.ts';
const UNPARKING_FILE = 'src/memory/unparking.ts';
const LOT_FILE = 'src/lock/parking-lot/parking-lot.ts';
const SETTLE_FILE = 'src/memory/settle-held.ts';

export const mutants: MutantSet = {
  of: 'ParkingLot',
  checks: 'src/lock/parking-lot/parking-lot.check.ts',
  mutants: [
    {
      name: 'the thread is put into the queue after the gate is free again',
      cause: 'who unparks between the two finds nobody',
      file: PARKING_FILE,
      edits: [
        {
          find: '    putIn(region, bucket, node, isDue);\n  } finally {\n    leaveBucket(region, bucket);\n  }',
          replace:
            '  } finally {\n    leaveBucket(region, bucket);\n  }\n  enterBucket(region, bucket);\n  putIn(region, bucket, node, isDue);\n  leaveBucket(region, bucket);',
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'nobody asks whether the wait is still needed',
      cause: 'what was changed before the thread came to the gate is missed',
      file: PARKING_FILE,
      edits: [{ find: '    if (!validate()) return INVALID;', replace: '    void validate();' }],
      kind: 'deadlock',
    },
    {
      name: 'who unparks wakes nobody',
      cause: 'the thread is told, and sleeps on',
      file: BUCKET_FILE,
      edits: [{ find: '  if (isTold) {\n    heap.ops.notify(node + STATE, 1);', replace: '  if (isTold) {' }],
      kind: 'deadlock',
    },
    {
      name: 'who is unparked is told relaxed',
      cause: 'what was written before is not ordered before what the thread reads then',
      file: BUCKET_FILE,
      edits: [{ find: "state, 'release', inHand", replace: "state, 'relaxed', inHand" }],
      kind: 'dataRace',
    },
    {
      name: 'who was parked looks relaxed',
      cause: 'what was written before it was unparked is not ordered before what it reads',
      file: PARKING_FILE,
      edits: [{ find: "node + STATE, 'acquire'); // pairs", replace: "node + STATE, 'relaxed'); // pairs" }],
      kind: 'dataRace',
    },
    {
      name: 'who gives up stays in the queue',
      cause: 'who unparks takes it for one that waits',
      file: PARKING_FILE,
      edits: [{ find: '      takeOut(region, bucket, node);', replace: '      void takeOut;' }],
      kind: 'assertion',
    },
    {
      name: 'who gives up does not look whether it was unparked',
      cause: 'the wake-up is lost on it',
      file: PARKING_FILE,
      edits: [{ find: 'return state === PARKED ? TIMED_OUT : state;', replace: 'return TIMED_OUT;' }],
      kind: 'assertion',
    },
    {
      name: 'one that is due is put at the end',
      cause: 'it waits for all that came before it',
      file: BUCKET_FILE,
      edits: [{ find: 'const before = inFront ? 0 : lastOf(region, bucket);', replace: 'const before = lastOf(region, bucket);' }],
      kind: 'assertion',
    },
    {
      name: 'the others of the key are not looked for',
      cause: 'who unparks clears the bit that says that someone is parked',
      file: UNPARKING_FILE,
      edits: [{ find: 'findParked(region, bucket, key, node).node !== 0;', replace: 'false;' }],
      kind: 'assertion',
    },
    {
      name: 'the token is written after the thread was told',
      cause: 'it reads the one before',
      file: UNPARKING_FILE,
      edits: [
        {
          find: "    heap.store32(node + TOKEN, token(), 'relaxed');\n    return tell(region, bucket, node, state, state === UNPARKED ? undefined : given);",
          replace:
            "    const isTold = tell(region, bucket, node, state, state === UNPARKED ? undefined : given);\n    heap.store32(node + TOKEN, token(), 'relaxed');\n    return isTold;",
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'who is moved keeps its key',
      cause: 'nobody finds it under the other',
      file: BUCKET_FILE,
      edits: [{ find: "  heap.ops.store32(node + KEY, key, 'relaxed');", replace: '  void key;' }],
      kind: 'deadlock',
    },
    {
      name: 'no promise is told',
      cause: 'it waits for ever',
      file: BUCKET_FILE,
      edits: [{ find: `  if (region.ops.load32(bucket + PROMISES, 'relaxed') === 0) return;`, replace: '  if (bucket !== 0) return;' }],
      kind: 'deadlock',
    },
    {
      name: 'promises are woken before the count goes up',
      cause: 'one that begins to wait between the two is not woken',
      file: BUCKET_FILE,
      edits: [
        {
          find: `  ops.add32(bucket + COUNT, 1, 'release'); // pairs with the acquire of the promises' queue
  ops.notify(bucket + COUNT, Infinity);`,
          replace: `  ops.notify(bucket + COUNT, Infinity);
  ops.add32(bucket + COUNT, 1, 'release');`,
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'a promise says that it waits without a fence',
      cause: 'its look at what it waits for may come before that',
      file: BUCKET_FILE,
      edits: [
        {
          find: `  realm.fence('seqCst');
}`,
          replace: '}',
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'who unparks looks for promises without a fence',
      cause: 'the look may come before what it has changed',
      file: BUCKET_FILE,
      edits: [
        {
          find: `  realm.fence('seqCst'); // see promiseWaits
`,
          replace: '',
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'a promise says that it waits after it has looked',
      cause: 'who unparks in between does not know of it',
      file: LOT_FILE,
      edits: [
        {
          find: `      promiseWaits(region, bucket);
      return validate() ? undefined : 'invalid';`,
          replace: `      if (!validate()) return 'invalid';
      promiseWaits(region, bucket);
      return undefined;`,
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'a node is taken in hand without a note',
      cause: 'if the thread dies then, the node is in no queue, and nobody knows of it',
      file: BUCKET_FILE,
      edits: [{ find: 'inHand(region, bucket, 0, node);', replace: 'inHand(region, bucket, 0, 0);' }],
      kind: 'deadlock',
    },
    {
      name: 'the undertaker leaves the node that was in hand',
      cause: 'its thread sleeps for ever',
      file: BUCKET_FILE,
      edits: [
        {
          find: `  else if (hand !== 0) tell(region, bucket, hand, LOOK_AGAIN);
`,
          replace: '',
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'the undertaker does not wake who was told',
      cause: 'its thread sleeps for ever',
      file: BUCKET_FILE,
      edits: [{ find: 'ops.notify((hand & ~TOLD) + STATE, 1);', replace: '{}' }],
      kind: 'deadlock',
    },
    {
      name: 'the undertaker wakes no promise',
      cause: 'the dead thread had just said that none waits',
      file: BUCKET_FILE,
      edits: [
        {
          find: `  wakePromisesOf(region, bucket); // whatever the word says
`,
          replace: '',
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'the undertaker leaves a dead thread at the gate',
      cause: 'nobody can go in any more',
      file: SETTLE_FILE,
      edits: [{ find: 'leaveBucketForDead(region, entry.address, before.address, block);', replace: 'void leaveBucketForDead;' }],
      kind: 'assertion',
    },
    {
      name: 'nothing is done for a thread that died while it was parked',
      cause: 'the one behind it waits to be unparked by it',
      file: SETTLE_FILE,
      edits: [{ find: 'unparkForDead(region, entry.address, block);', replace: 'void unparkForDead;' }],
      kind: 'deadlock',
    },
    {
      name: 'nothing is done for a thread that died after it was unparked',
      cause: 'the one behind it waits to be unparked by it',
      file: LOT_FILE,
      edits: [{ find: '      parking.noteUnparked(region, address, parking.keyOf());', replace: '      void parking.noteUnparked;' }],
      kind: 'deadlock',
    },
    {
      name: 'who moves a dead thread empties the queue that it comes from only',
      cause: 'the one behind it in the other waits to be unparked by it',
      file: UNPARKING_FILE,
      edits: [
        {
          find: `      if (source !== target) empty(region, target);
`,
          replace: '',
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'the undertaker looks for a dead thread in one bucket only',
      cause: 'it was moved to another meanwhile, where one behind it waits',
      file: PARKING_FILE,
      edits: [{ find: '    if (now !== key) {', replace: '    if (now === 0) {' }],
      kind: 'deadlock',
    },
  ],
};
