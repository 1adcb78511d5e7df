/** Seeded faults of this chapter's ideas: see `scripts/mutants/mutant.ts`. */
import type { MutantSet } from '../../scripts/mutants/mutant.ts';
import { mutantsOf } from '../lib/faults.ts';

const CHAPTER = 'ch10-ideas';

const semaphore = mutantsOf(CHAPTER, '01-semaphore', [
  {
    name: 'a signal orders nothing',
    cause: 'what was done before it is not seen after the wait',
    edits: [{ find: "fetchAdd(1, 'release')", replace: "fetchAdd(1, 'relaxed')" }],
    kind: 'dataRace',
  },
  {
    name: 'a signal wakes nobody',
    cause: 'who sleeps does so for ever',
    edits: [{ find: '    wakeOne(this.#count);\n', replace: '' }],
    kind: 'deadlock',
  },
  {
    name: 'a signal wakes before it counts',
    cause: 'who is woken finds nothing, and sleeps for ever',
    edits: [
      {
        find: "    this.#count.fetchAdd(1, 'release');\n    wakeOne(this.#count);",
        replace: "    wakeOne(this.#count);\n    this.#count.fetchAdd(1, 'release');",
      },
    ],
    kind: 'deadlock',
  },
  {
    name: 'who waits takes without a look',
    cause: 'two take the same one',
    edits: [
      {
        find: "const before = this.#count.compareExchange(found, found - 1, 'acquire', 'relaxed');",
        replace: "const before: number = found;\n      this.#count.fetchSub(1, 'acquire');",
      },
    ],
    kind: 'dataRace',
  },
]);

const rcu = mutantsOf(CHAPTER, '02-rcu', [
  {
    name: 'a reader says that it reads with release only',
    cause: 'it may follow the pointer before anybody sees that: who frees does not wait for it',
    edits: [{ find: "myTurn.store(turn + 1, 'seqCst')", replace: "myTurn.store(turn + 1, 'release')" }],
    kind: 'useAfterFree',
  },
  {
    name: 'a reader follows the pointer before it says that it reads',
    cause: 'the old value is freed in between',
    edits: [
      { find: '  // seqCst, as the next load', replace: "  const early = pointer.load('seqCst');\n  // seqCst, as the next load" },
      { find: "heapRegion(), pointer.load('seqCst'))", replace: 'heapRegion(), early)' },
    ],
    kind: 'useAfterFree',
  },
  {
    name: 'the writer does not wait',
    cause: 'it frees what is being read',
    edits: [{ find: "    while (isReading(seen) && turn.load('acquire') === seen) spinLoopHint();\n", replace: '    void seen;\n' }],
    kind: 'useAfterFree',
  },
  {
    name: 'the writer waits before it has put the new one in place',
    cause: 'readers who come later have the old one, too',
    edits: [
      { find: "  pointer.exchange(newPair(a + 1, b + 1), 'seqCst');\n", replace: '' },
      { find: '  free(old);', replace: "  pointer.exchange(newPair(a + 1, b + 1), 'seqCst');\n  free(old);" },
    ],
    kind: 'useAfterFree',
  },
  {
    name: 'the writer changes the pair in its place',
    cause: 'it is no update by a copy: readers see one number without the other',
    edits: [
      {
        find: "  pointer.exchange(newPair(a + 1, b + 1), 'seqCst');\n",
        replace: '  Pair.set(heapRegion(), old, { a: a + 1, b: b + 1 });\n',
      },
      { find: '  free(old);', replace: '' },
    ],
    kind: 'dataRace',
  },
  {
    name: 'a reader is done with relaxed order',
    cause: 'it may still be reading when that is seen',
    edits: [{ find: "myTurn.store(turn + 2, 'release')", replace: "myTurn.store(turn + 2, 'relaxed')" }],
    kind: 'useAfterFree',
  },
]);

const list = mutantsOf(CHAPTER, '03-linked-list', [
  {
    name: 'a node is linked in with relaxed order',
    cause: 'whoever finds it may not see its value',
    edits: [
      {
        find: "if (before.compareExchange(node, added, 'release', 'relaxed') === node) return true;",
        replace: "if (before.compareExchange(node, added, 'relaxed', 'relaxed') === node) return true;",
      },
    ],
    kind: 'dataRace',
  },
  {
    name: 'who removes sets no mark',
    cause: 'what is inserted behind the node at that moment goes with it',
    edits: [
      {
        find: "if (isRemoved(next) || nextOf(node).compareExchange(next, next + REMOVED, 'relaxed', 'relaxed') !== next) continue;\n      before.compareExchange(node, next, 'release', 'relaxed');",
        replace: "if (before.compareExchange(node, next, 'release', 'relaxed') !== node) continue;",
      },
    ],
    kind: 'assertion',
  },
  {
    name: 'who removes does not look whether another did',
    cause: 'both say that they did',
    edits: [{ find: 'if (isRemoved(next) || nextOf(node)', replace: 'if (nextOf(node)' }],
    kind: 'assertion',
  },
  {
    name: 'who inserts does not look whether the pointer has changed',
    cause: 'of two who insert at one place one is lost',
    edits: [
      {
        find: "if (before.compareExchange(node, added, 'release', 'relaxed') === node) return true;",
        replace: "before.store(added, 'release');\n      return true;",
      },
    ],
    kind: 'assertion',
  },
  {
    name: 'nobody takes removed nodes out for others',
    cause: 'who comes by one begins again for ever',
    edits: [
      {
        find: "if (before.compareExchange(node, next - REMOVED, 'release', 'relaxed') !== node) return undefined;\n        node = next - REMOVED;",
        replace: 'return undefined;',
      },
    ],
    kind: 'livelock',
  },
  {
    name: 'who looks takes a removed node for one that is there',
    cause: 'it finds what was removed',
    edits: [{ find: '      if (isRemoved(next)) {', replace: '      if (isRemoved(next) && valueOf(node) < value) {' }],
    kind: 'assertion',
  },
]);

const ticket = mutantsOf(CHAPTER, '04-ticket-lock', [
  {
    name: 'a ticket is read and then written',
    cause: 'two have the same number',
    edits: [
      {
        find: "const ticket = this.#next.fetchAdd(1, 'relaxed');",
        replace: "const ticket = this.#next.load('relaxed');\n    this.#next.store(ticket + 1, 'relaxed');",
      },
    ],
    kind: 'livelock',
  },
  {
    name: 'an unlock orders nothing',
    cause: 'the next does not see what was done',
    edits: [{ find: "1) >>> 0, 'release')", replace: "1) >>> 0, 'relaxed')" }],
    kind: 'dataRace',
  },
  {
    name: 'whoever has a ticket that was served goes in',
    cause: 'no order: every number below is as good',
    edits: [{ find: "this.#serving.load('acquire') !== ticket", replace: "this.#serving.load('acquire') > ticket" }],
    kind: 'dataRace',
  },
  {
    name: 'nobody takes a ticket while another has the lock',
    cause: 'who comes later may be faster',
    edits: [
      {
        find: "    const ticket = this.#next.fetchAdd(1, 'relaxed');\n    hasPlace();\n    while (this.#serving.load('acquire') !== ticket) spinLoopHint();",
        replace:
          "    hasPlace();\n    for (;;) {\n      const free = this.#serving.load('acquire');\n      if (this.#next.compareExchange(free, free + 1, 'relaxed', 'relaxed') === free) return;\n      spinLoopHint();\n    }",
      },
    ],
    kind: 'assertion',
  },
]);

const mcs = mutantsOf(CHAPTER, '05-mcs-lock', [
  {
    name: 'who leaves does not wait for who is coming',
    cause: 'the next waits for ever',
    edits: [{ find: "      while ((next = nextOf(node).load('acquire')) === NOBODY) spinLoopHint();\n", replace: '      return;\n' }],
    kind: 'livelock',
  },
  {
    name: 'who leaves takes the list for empty without a look',
    cause: 'who came meanwhile waits for ever',
    edits: [
      {
        find: "if (this.#last.compareExchange(node, NOBODY, 'release', 'relaxed') === node) return free(node);",
        replace: "this.#last.store(NOBODY, 'release');\n      return free(node);",
      },
    ],
    kind: 'useAfterFree',
  },
  {
    name: 'who comes begins to wait after it has said so',
    cause: 'its turn may have come before',
    edits: [
      { find: "    mustWait(node).store(1, 'relaxed');\n", replace: '' },
      {
        find: "    nextOf(before).store(node, 'release');",
        replace: "    nextOf(before).store(node, 'release');\n    mustWait(node).store(1, 'relaxed');",
      },
    ],
    kind: 'livelock',
  },
  {
    name: 'an unlock orders nothing',
    cause: 'the next does not see what was done',
    edits: [{ find: "mustWait(next).store(0, 'release')", replace: "mustWait(next).store(0, 'relaxed')" }],
    kind: 'dataRace',
  },
  {
    name: 'who comes joins the list relaxed',
    cause: 'who comes next may write into its node before it is made',
    edits: [{ find: "exchange(node, 'acqRel')", replace: "exchange(node, 'acquire')" }],
    kind: 'livelock',
  },
]);

const clh = mutantsOf(CHAPTER, '06-clh-lock', [
  {
    name: 'who comes is busy only after it has joined the list',
    cause: 'the next goes in beside it',
    edits: [
      { find: "    stateOf(node).store(BUSY, 'relaxed');\n", replace: "    stateOf(node).store(DONE, 'relaxed');\n" },
      { find: '    while (stateOf(before)', replace: "    stateOf(node).store(BUSY, 'relaxed');\n    while (stateOf(before)" },
    ],
    kind: 'useAfterFree',
  },
  {
    name: 'who unlocks frees its node',
    cause: 'the next still looks at it',
    edits: [
      {
        find: "    stateOf(this.#node).store(DONE, 'release');",
        replace: "    stateOf(this.#node).store(DONE, 'release');\n    free(this.#node);",
      },
    ],
    kind: 'useAfterFree',
  },
  {
    name: 'an unlock orders nothing',
    cause: 'the next does not see what was done',
    edits: [{ find: "store(DONE, 'release')", replace: "store(DONE, 'relaxed')" }],
    kind: 'useAfterFree',
  },
  {
    name: 'the end of the list is read and then written',
    cause: 'two stand behind the same one',
    edits: [
      {
        find: "const before = this.#last.exchange(node, 'acqRel');",
        replace: "const before = this.#last.load('acquire');\n    this.#last.store(node, 'release');",
      },
    ],
    kind: 'useAfterFree',
  },
]);

const parkingLot = mutantsOf(CHAPTER, '07-parking-lot', [
  {
    name: 'who parks does not ask once more',
    cause: 'the unlock was before, and nobody wakes it',
    edits: [{ find: '      if (!mustWait()) return;\n', replace: '' }],
    kind: 'deadlock',
  },
  {
    name: 'who parks asks before it has the lock of the lot',
    cause: 'the unlock may come in between, and find nobody',
    edits: [
      {
        find: '    this.#locked(() => {\n      if (!mustWait()) return;\n',
        replace: '    if (!mustWait()) return;\n    this.#locked(() => {\n',
      },
    ],
    kind: 'deadlock',
  },
  {
    name: 'one is woken whatever it waits for',
    cause: 'who waits for the other lock is not, and the right one sleeps for ever',
    edits: [
      {
        find: 'const place = waitedFor.indexOf(address);\n    if (place < 0) return FREE;',
        replace: 'const place = waitedFor[0] === FREE ? -1 : 0;\n    if (address === FREE || place < 0) return FREE;',
      },
    ],
    kind: 'deadlock',
  },
  {
    name: 'an unlock orders nothing',
    cause: 'the next does not see what was done',
    edits: [{ find: "this.#state.exchange(UNLOCKED, 'release')", replace: "this.#state.exchange(UNLOCKED, 'relaxed')" }],
    kind: 'dataRace',
  },
]);

const sequenceLock = mutantsOf(CHAPTER, '08-sequence-lock', [
  {
    name: 'the writer has no fence',
    cause: 'its numbers may be seen before the odd one',
    edits: [{ find: "    fence('release'); // whoever", replace: '    // whoever' }],
    kind: 'assertion',
  },
  {
    name: 'the reader has no fence',
    cause: 'it may look at the sequence again before it has read',
    edits: [{ find: "        fence('acquire'); // pairs", replace: '        // pairs' }],
    kind: 'assertion',
  },
  {
    name: 'the reader does not look again',
    cause: 'it takes a mixture for a value',
    edits: [{ find: "if (sequence.load('relaxed') === before) return values;", replace: 'return values;' }],
    kind: 'assertion',
  },
  {
    name: 'the reader does not ask whether somebody writes',
    cause: 'the sequence is the same before and after, while the writer is in the middle',
    edits: [{ find: 'if (!isWriting(before)) {', replace: 'if (before >= 0) {' }],
    kind: 'assertion',
  },
  {
    name: 'the writer counts in the end only',
    cause: 'a reader that begins in the middle sees nothing of it',
    edits: [{ find: "    sequence.store(before + 1, 'relaxed');\n", replace: '' }],
    kind: 'assertion',
  },
]);

export const mutants: readonly MutantSet[] = [semaphore, rcu, list, ticket, mcs, clh, parkingLot, sequenceLock];
