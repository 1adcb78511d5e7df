/** Seeded faults of parking: see `scripts/mutants/mutant.ts`. */
import type { MutantSet } from '../../scripts/mutants/mutant.ts';

const PARK = 'src/thread/park.ts';
const TOKEN = 'src/thread/parking-token.ts';

const UNPARK = "if (ops.exchange32(token, NOTIFIED, 'release') === PARKED) ops.notify(token, 1);";
const FAST =
  "if (ops.load32(token, 'relaxed') === NOTIFIED && ops.cas32(token, NOTIFIED, EMPTY, 'acquire', 'relaxed') === NOTIFIED) return;";
const LEAVE =
  "  // An exchange, not a store: it must see the token of an unpark that came in the meantime, and what was written before it.\n  ops.exchange32(token, EMPTY, 'acquire');";
const GO_TO_SLEEP = "if (ops.cas32(token, EMPTY, PARKED, 'acquire', 'acquire') === EMPTY) {";

export const mutants: MutantSet = {
  of: 'park',
  checks: 'src/thread/park.check.ts',
  mutants: [
    {
      name: 'unpark never notifies',
      cause: 'the parked thread sleeps for ever',
      file: TOKEN,
      edits: [{ find: UNPARK, replace: "ops.exchange32(token, NOTIFIED, 'release');" }],
      kind: 'deadlock',
    },
    {
      name: 'unpark notifies before it hands over the token',
      cause: 'the thread falls asleep between the two',
      file: TOKEN,
      edits: [{ find: UNPARK, replace: "ops.notify(token, 1);\n  ops.exchange32(token, NOTIFIED, 'release');" }],
      kind: 'deadlock',
    },
    {
      name: 'unpark looks and then stores',
      cause: 'a thread that goes to sleep between the two is not woken',
      file: TOKEN,
      edits: [
        {
          find: UNPARK,
          replace:
            "const found = ops.load32(token, 'relaxed');\n  ops.store32(token, NOTIFIED, 'release');\n  if (found === PARKED) ops.notify(token, 1);",
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'unpark is relaxed',
      cause: 'what was written before it is not there after park',
      file: TOKEN,
      edits: [{ find: UNPARK, replace: UNPARK.replace('release', 'relaxed') }],
      kind: 'dataRace',
    },
    {
      name: 'unpark does nothing where the thread does not sleep',
      cause: 'the token is lost, and the next park sleeps for ever',
      file: TOKEN,
      edits: [{ find: UNPARK, replace: "if (ops.cas32(token, PARKED, NOTIFIED, 'release', 'relaxed') === PARKED) ops.notify(token, 1);" }],
      kind: 'deadlock',
    },
    {
      name: 'unpark leaves a token alone that is there already',
      cause: 'what this thread wrote is not ordered before the park that takes the token',
      file: TOKEN,
      edits: [{ find: UNPARK, replace: `if (ops.load32(token, 'relaxed') === NOTIFIED) return;\n  ${UNPARK}` }],
      kind: 'deadlock',
    },
    {
      name: 'park takes a token that is there relaxed',
      cause: 'what was written before unpark is not there after it',
      file: PARK,
      edits: [{ find: FAST, replace: FAST.replace('acquire', 'relaxed') }],
      kind: 'dataRace',
    },
    {
      name: 'park does not use the token up',
      cause: 'the next park returns at once',
      file: PARK,
      edits: [{ find: FAST, replace: "if (ops.load32(token, 'acquire') === NOTIFIED) return;" }],
      kind: 'exception',
    },
    {
      name: 'who was woken leaves the token there',
      cause: 'the next park returns at once',
      file: PARK,
      edits: [{ find: LEAVE, replace: "  ops.load32(token, 'acquire');" }],
      kind: 'exception',
    },
    {
      name: 'who was woken stores instead of exchanging',
      cause: 'the store sees nothing of what the unparker wrote',
      file: PARK,
      edits: [{ find: LEAVE, replace: "  ops.store32(token, EMPTY, 'relaxed');" }],
      kind: 'deadlock',
    },
    {
      name: 'who was woken exchanges relaxed',
      cause: 'what was written before unpark is not there after it',
      file: PARK,
      edits: [{ find: LEAVE, replace: "  ops.exchange32(token, EMPTY, 'relaxed');" }],
      kind: 'deadlock',
    },
    {
      name: 'the thread stores that it sleeps',
      cause: 'a token that came in between is overwritten',
      file: PARK,
      edits: [{ find: GO_TO_SLEEP, replace: "ops.store32(token, PARKED, 'release');\n  {" }],
      kind: 'deadlock',
    },
    {
      name: 'the thread goes to sleep without saying so',
      cause: 'unpark does not wake it',
      file: PARK,
      edits: [
        { find: GO_TO_SLEEP, replace: '{' },
        { find: 'sleepOn(heap, token, PARKED,', replace: 'sleepOn(heap, token, EMPTY,' },
      ],
      kind: 'deadlock',
    },
    {
      name: 'a thread whose time is over stays marked as asleep',
      cause: 'the next park believes that there is a token',
      file: PARK,
      edits: [{ find: LEAVE, replace: `  if (ops.load32(token, 'relaxed') === PARKED) return;\n${LEAVE}` }],
      kind: 'exception',
    },
  ],
};
