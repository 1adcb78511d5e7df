/** Seeded faults of ClhLock and of its queue: see `scripts/mutants/mutant.ts`. What the queue locks share is in the set of TicketLock. */
import type { MutantSet } from '../../../scripts/mutants/mutant.ts';

const QUEUE_FILE = 'src/memory/clh-queue.ts';
const SETTLE_FILE = 'src/memory/settle-held.ts';
const SHARE_FILE = 'src/memory/share.ts';

const GIVE = `    region.ops.store32(word, before === NONE ? DONE : LEFT | (before << STATE_BITS), 'release');
    return 0;`;
const WAKE = `  region.ops.notify(word, Infinity);
  // Last`;
const PASS = 'before = pass(region, queue, node, before, found);';
const SLEEP = 'sleepOn(region, word, HELD, left);';
const BURY = "  if (before !== GIVEN) region.ops.store32(word, before === NONE ? DONE : LEFT | (before << STATE_BITS), 'release');";

export const mutants: MutantSet = {
  of: 'ClhLock',
  checks: 'src/lock/clh-lock/clh-lock.check.ts',
  mutants: [
    {
      name: 'the tail is read and then written',
      cause: 'two threads stand behind the same node, and one of them is never told',
      file: QUEUE_FILE,
      edits: [
        {
          find: "const next = (): number => region.ops.exchange32(queue + TAIL, node, 'acqRel');",
          replace: `const next = (): number => {
    const found = region.ops.load32(queue + TAIL, 'acquire');
    region.ops.store32(queue + TAIL, node, 'release');
    return found;
  };`,
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'who gives up says that it is done',
      cause: 'the one behind goes in past those that wait before it',
      file: QUEUE_FILE,
      edits: [{ find: GIVE, replace: GIVE.replace('before === NONE ? DONE', 'before >= NONE ? DONE') }],
      kind: 'assertion',
    },
    {
      name: 'a node that was left is taken for one that is done',
      cause: 'who is behind it goes in past those that wait before it',
      file: QUEUE_FILE,
      edits: [
        { find: '(found & STATE_MASK) === LEFT ? found >>> STATE_BITS : NONE;', replace: 'found < 0 ? found >>> STATE_BITS : NONE;' },
      ],
      kind: 'assertion',
    },
    {
      name: 'who gives its node back does not wake the one behind',
      cause: 'nobody else does',
      file: QUEUE_FILE,
      edits: [{ find: WAKE, replace: '  // Last' }],
      kind: 'deadlock',
    },
    {
      name: 'the note of a node is dropped before the one behind is woken',
      cause: 'if the thread dies in between, nobody wakes it',
      file: QUEUE_FILE,
      edits: [{ find: WAKE, replace: `  forgetShare(region, word, given, HELD_NODE);\n${WAKE}` }],
      kind: 'deadlock',
    },
    {
      name: 'who unlocks keeps its node',
      cause: 'the one behind waits for ever',
      file: QUEUE_FILE,
      edits: [
        {
          find: '  give(region, queue, place & NODE_MASK, NONE);',
          replace: '  void give.call(undefined, region, queue, NODES, place & NONE);',
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'who gives up keeps its node',
      cause: 'the one behind waits for ever',
      file: QUEUE_FILE,
      edits: [{ find: '      give(region, queue, node, before);\n', replace: '' }],
      kind: 'deadlock',
    },
    {
      name: 'a node that was passed is not free again',
      cause: 'the nodes run out',
      file: QUEUE_FILE,
      edits: [{ find: "region.ops.store32(wordOf(queue, before), FREE, 'release');", replace: 'void wordOf(queue, before);' }],
      kind: 'assertion',
    },
    {
      name: 'a node is free again as soon as it is given back',
      cause: 'who comes takes it while the one behind still watches it',
      file: QUEUE_FILE,
      edits: [{ find: GIVE, replace: GIVE.replace('before === NONE ? DONE', 'before === NONE ? FREE') }],
      kind: 'deadlock',
    },
    {
      name: 'who waits passes without a look',
      cause: 'nobody waits for a turn',
      file: QUEUE_FILE,
      edits: [{ find: 'if (found !== HELD) {', replace: 'if (found >= FREE) {' }],
      kind: 'assertion',
    },
    {
      name: 'who passes a node that was left stops there',
      cause: 'the turn is taken to have come',
      file: QUEUE_FILE,
      edits: [{ find: PASS, replace: `${PASS}\n      if (before !== NONE) return true;` }],
      kind: 'assertion',
    },
    {
      name: 'who waits sleeps on whatever is there',
      cause: 'it may fall asleep after the node before was given to it',
      file: QUEUE_FILE,
      edits: [{ find: SLEEP, replace: "sleepOn(region, word, ops.load32(word, 'relaxed'), left);" }],
      kind: 'deadlock',
    },
    {
      name: 'tryLock does not look for others that wait',
      cause: 'it overtakes them',
      file: QUEUE_FILE,
      edits: [
        { find: 'return watch(region, queue, place, 0, 0) ? place : undefined;', replace: 'return place;' },
        { find: 'if (tail !== NONE && region', replace: 'if (tail < NONE && region' },
      ],
      kind: 'assertion',
    },
    {
      name: 'the nodes of dead threads are left',
      cause: 'those behind them wait for ever',
      file: SETTLE_FILE,
      edits: [{ find: 'leaveClhForDead(region, entry.address, before.address);', replace: 'leaveClhForDead.toString();' }],
      kind: 'deadlock',
    },
    {
      name: 'the undertaker wakes nobody',
      cause: 'who sleeps behind a dead thread sleeps on',
      file: QUEUE_FILE,
      edits: [{ find: `${BURY}\n  region.ops.notify(word, Infinity);`, replace: BURY }],
      kind: 'deadlock',
    },
    {
      name: 'what is before is noted too late',
      cause: "the undertaker sends who is behind to a node that is somebody else's by then",
      file: SHARE_FILE,
      edits: [
        {
          find: 'if (at >= 0) notes!.held[at] = [next + result * scale, HELD_DELTA];',
          replace: 'if (at >= 0 && scale !== 0) notes!.held[at] = [next + result * scale, HELD_DELTA];',
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'a node that is held does not count as one that waits',
      cause: 'those that wait are overtaken',
      file: QUEUE_FILE,
      edits: [{ find: "'relaxed') === DONE;", replace: "'relaxed') !== FREE;" }],
      kind: 'assertion',
    },
  ],
};
