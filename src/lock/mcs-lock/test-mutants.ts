/** Seeded faults of McsLock and of its queue: see `scripts/mutants/mutant.ts`. What the queue locks share is in the set of TicketLock. */
import type { MutantSet } from '../../../scripts/mutants/mutant.ts';

const QUEUE_FILE = 'src/memory/mcs-queue.ts';
const SETTLE_FILE = 'src/memory/settle-held.ts';

const WAKE = '      ops.notify(word, Infinity);\n      return true;';
const SLEEP = 'sleepOn(region, word, found, left);';
const LEAVE_OVER = "(behind = ops.or32(word, OVER, 'acqRel') >>> BEHIND_SHIFT) === NONE;";
const LINK = "(region.ops.or32(wordOf(queue, before), own << BEHIND_SHIFT, 'acqRel') & OVER) !== 0;";
const FREE_FOLLOWED = 'free(region, queue, before, standing(own, FOLLOWS, before), standing(own, IN));';
const LINK_DEAD = 'link(region, queue, own, other)';

export const mutants: MutantSet = {
  of: 'McsLock',
  checks: 'src/lock/mcs-lock/mcs-lock.check.ts',
  mutants: [
    {
      name: 'the tail is read and then written',
      cause: 'two threads link themselves behind the same node, and one of them is never called',
      file: QUEUE_FILE,
      edits: [
        {
          find: "const next = (): number => region.ops.exchange32(queue + TAIL, own, 'acqRel');",
          replace: `const next = (): number => {
    const found = region.ops.load32(queue + TAIL, 'acquire');
    region.ops.store32(queue + TAIL, own, 'release');
    return found;
  };`,
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'who comes is taken to be linked already',
      cause: 'who unlocks in between calls nobody, and leaves nothing to be found',
      file: QUEUE_FILE,
      edits: [{ find: LEAVE_OVER, replace: "(behind = ops.load32(word, 'acquire') >>> BEHIND_SHIFT) === NONE;" }],
      kind: 'deadlock',
    },
    {
      name: 'who links itself does not look whether that is over',
      cause: 'it waits for a call that nobody makes',
      file: QUEUE_FILE,
      edits: [{ find: LINK, replace: LINK.replace('!== 0', '< 0') }],
      kind: 'deadlock',
    },
    {
      name: 'a link is a load and a store',
      cause: 'who unlocks in between is overwritten',
      file: QUEUE_FILE,
      edits: [
        {
          find: LINK,
          replace: `{
    const word = wordOf(queue, before);
    const found = region.ops.load32(word, 'acquire');
    region.ops.store32(word, found | (own << BEHIND_SHIFT), 'release');
    return (found & OVER) !== 0;
  };`,
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'who is behind is found, and not called',
      cause: 'it had linked itself just before the node was left over',
      file: QUEUE_FILE,
      edits: [
        {
          find: 'if (noteIf(region, queue, noted, gone, leaveOver)) return gone;',
          replace: 'if (noteIf(region, queue, noted, gone, leaveOver) || behind !== NONE) return gone;',
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'a node that is left over is free again at once',
      cause: 'who comes behind it finds nothing there',
      file: QUEUE_FILE,
      edits: [{ find: LEAVE_OVER, replace: LEAVE_OVER.replace(/;$/, " && (ops.store32(word, FREE, 'release') ?? true);") }],
      kind: 'deadlock',
    },
    {
      name: 'a node that was left over is not free again',
      cause: 'the nodes run out',
      file: QUEUE_FILE,
      edits: [{ find: FREE_FOLLOWED, replace: FREE_FOLLOWED.replace('queue, before,', 'queue, own,') }],
      kind: 'assertion',
    },
    {
      name: 'the last to go does not free its node',
      cause: 'the nodes run out',
      file: QUEUE_FILE,
      edits: [{ find: '        free(region, queue, node, empties, gone);\n        return gone;', replace: '        return empties;' }],
      kind: 'assertion',
    },
    {
      name: 'the last to go leaves the tail',
      cause: 'nobody can tell any more that the lock is free',
      file: QUEUE_FILE,
      edits: [{ find: "() => ops.cas32(queue + TAIL, node, NONE, 'release', 'relaxed') === node)", replace: '() => node === NONE)' }],
      kind: 'assertion',
    },
    {
      name: 'the last to go empties the queue without a look',
      cause: 'it forgets whoever has come meanwhile',
      file: QUEUE_FILE,
      edits: [
        {
          find: "() => ops.cas32(queue + TAIL, node, NONE, 'release', 'relaxed') === node)",
          replace: "() => ops.exchange32(queue + TAIL, NONE, 'release') > NONE)",
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'who is called is not woken',
      cause: 'nobody else wakes it',
      file: QUEUE_FILE,
      edits: [{ find: WAKE, replace: '      return true;' }],
      kind: 'deadlock',
    },
    {
      name: 'a node is freed before it is known who is behind',
      cause: 'who links itself there does so in vain, or to a node that is somebody else’s by then',
      file: QUEUE_FILE,
      edits: [
        {
          find: '      const empties = standing(own, EMPTIES, node);',
          replace: "      ops.store32(word, FREE, 'release');\n      const empties = standing(own, EMPTIES, node);",
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'who unlocks keeps its node',
      cause: 'the one behind waits for ever',
      file: QUEUE_FILE,
      edits: [
        {
          find: 'forget(region, queue, end(region, queue, own, standing(own, IN)));',
          replace: 'void end.call(undefined, region, queue, own, standing(own, EMPTIES, own));',
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'who gives up does not say so',
      cause: 'it is called, and nobody comes',
      file: QUEUE_FILE,
      edits: [{ find: 'else if (leave(region, queue, own, found)) {', replace: 'else if (leave.length > 0) {' }],
      kind: 'deadlock',
    },
    {
      name: 'who gives up does not look whether it was called',
      cause: 'it goes away with the turn',
      file: QUEUE_FILE,
      edits: [
        {
          find: "region.ops.cas32(word, found, found ^ WAITS ^ LEFT, 'relaxed', 'relaxed') === found;",
          replace: "region.ops.exchange32(word, found ^ WAITS ^ LEFT, 'relaxed') > FREE;",
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'a node that was given up is called',
      cause: 'nobody comes',
      file: QUEUE_FILE,
      edits: [{ find: 'if ((found & STATE_MASK) === LEFT) return false;', replace: 'if ((found & STATE_MASK) === LEFT) return true;' }],
      kind: 'assertion',
    },
    {
      name: 'who passes a node that was given up stops there',
      cause: 'the one behind that is not called',
      file: QUEUE_FILE,
      edits: [{ find: '    node = behind;\n', replace: '    if (node === first) return calls;\n' }],
      kind: 'assertion',
    },
    {
      name: 'who waits does not wait for the call',
      cause: 'it goes in past those before it',
      file: QUEUE_FILE,
      edits: [{ find: 'if ((found & STATE_MASK) === CALLED) {\n      noteIf', replace: 'if (found !== FREE) {\n      noteIf' }],
      kind: 'assertion',
    },
    {
      name: 'who waits sleeps on whatever is there',
      cause: 'it may fall asleep after it was called',
      file: QUEUE_FILE,
      edits: [{ find: SLEEP, replace: "sleepOn(region, word, ops.load32(word, 'relaxed'), left);" }],
      kind: 'deadlock',
    },
    {
      name: 'tryLock does not look for others that wait',
      cause: 'it overtakes them',
      file: QUEUE_FILE,
      edits: [
        { find: "if (ops.load32(queue + TAIL, 'relaxed') !== NONE) return undefined;", replace: '' },
        {
          find: "ops.cas32(queue + TAIL, NONE, own, 'acqRel', 'relaxed') === NONE;",
          replace: "ops.exchange32(queue + TAIL, own, 'acqRel') >= NONE;",
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'tryLock keeps the node of a lock that it does not get',
      cause: 'the nodes run out',
      file: QUEUE_FILE,
      edits: [
        {
          find: '  free(region, queue, own, standing(own, OUTSIDE), standing(own, GONE));\n',
          replace: '  forget(region, queue, standing(own, OUTSIDE));\n',
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'the nodes of dead threads are left',
      cause: 'those behind them wait for ever',
      file: SETTLE_FILE,
      edits: [{ find: 'leaveMcsForDead(region, entry.address, before.address);', replace: 'leaveMcsForDead.toString();' }],
      kind: 'assertion',
    },
    {
      name: 'a thread that dies before it is linked is not linked',
      cause: 'whoever ends the one before calls nobody, and those behind the dead one wait for ever',
      file: QUEUE_FILE,
      edits: [{ find: `(other === NONE || ${LINK_DEAD})`, replace: 'other === NONE' }],
      kind: 'assertion',
    },
    {
      name: 'the undertaker does not look whether that is over behind which it links',
      cause: 'the turn is nobody’s',
      file: QUEUE_FILE,
      edits: [{ find: `(other === NONE || ${LINK_DEAD})`, replace: `(other === NONE || (${LINK_DEAD} && false))` }],
      kind: 'assertion',
    },
    {
      name: 'the undertaker does not look whether the dead thread was called',
      cause: 'its turn is given to nobody',
      file: QUEUE_FILE,
      edits: [
        {
          find: 'if ((found & STATE_MASK) === CALLED) return false;\n    if (leave',
          replace: 'if ((found & STATE_MASK) === CALLED) return true;\n    if (leave',
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'the undertaker does not call whom the dead thread was to call',
      cause: 'its own node is free already, so nobody else can know',
      file: QUEUE_FILE,
      edits: [{ find: 'if (phase === CALLS && !call(region, queue, other, noted)) end(region, queue, other, noted);\n', replace: '' }],
      kind: 'deadlock',
    },
    {
      name: 'the undertaker does not go past a place that was given up',
      cause: 'the one behind that waits for ever',
      file: QUEUE_FILE,
      edits: [
        {
          find: 'if (phase === CALLS && !call(region, queue, other, noted)) end(region, queue, other, noted);',
          replace: 'if (phase === CALLS) call(region, queue, other, noted);',
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'the undertaker does not wake whom the dead thread had called',
      cause: 'it sleeps on',
      file: QUEUE_FILE,
      edits: [{ find: '  if (phase === HAS_CALLED) region.ops.notify(wordOf(queue, other), Infinity);\n', replace: '' }],
      kind: 'deadlock',
    },
    {
      name: 'the undertaker leaves what the dead thread was to free',
      cause: 'the nodes run out',
      file: QUEUE_FILE,
      edits: [{ find: '  if (phase === EMPTIES) free(region, queue, other, noted, noted);\n', replace: '' }],
      kind: 'assertion',
    },
    {
      name: 'the note is dropped before the one behind is woken',
      cause: 'if the thread dies in between, nobody wakes it',
      file: QUEUE_FILE,
      edits: [{ find: WAKE, replace: `    forget(region, queue, standing(noted & NODE_MASK, HAS_CALLED, node));\n${WAKE}` }],
      kind: 'deadlock',
    },
    {
      name: 'the call is noted too late',
      cause: 'the undertaker calls a node that is somebody else’s by then',
      file: QUEUE_FILE,
      edits: [
        {
          find: 'if (noteIf(region, queue, noted, standing(noted & NODE_MASK, HAS_CALLED, node), change)) {',
          replace: 'if (noteIf(region, queue, noted, noted, change)) {',
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'who links itself does not release',
      cause: 'who calls it may find what its node was before',
      file: QUEUE_FILE,
      edits: [{ find: LINK, replace: LINK.replace('acqRel', 'acquire') }],
      kind: 'assertion',
    },
    {
      name: 'who unlocks does not acquire the link',
      cause: 'it may find what the node behind was before',
      file: QUEUE_FILE,
      edits: [{ find: "ops.load32(word, 'acquire') >>> BEHIND_SHIFT;", replace: "ops.load32(word, 'relaxed') >>> BEHIND_SHIFT;" }],
      kind: 'assertion',
    },
    {
      name: 'the tail does not count as one that waits',
      cause: 'those that wait are overtaken',
      file: QUEUE_FILE,
      edits: [
        { find: "  return ops.load32(queue + TAIL, 'relaxed') === NONE;", replace: "  return ops.load32(queue + TAIL, 'relaxed') !== -1;" },
      ],
      kind: 'assertion',
    },
  ],
};
