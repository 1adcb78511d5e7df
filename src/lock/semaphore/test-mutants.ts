/** Seeded faults of Semaphore, and of the line and the shares that it stands on: see `scripts/mutants/mutant.ts`. */
import type { MutantSet } from '../../../scripts/mutants/mutant.ts';

const SEMAPHORE_FILE = 'src/lock/semaphore/semaphore.ts';
const WAIT_FILE = 'src/lock/wait-in-line.ts';
const SHARE_FILE = 'src/memory/share.ts';
const LINE_FILE = 'src/memory/line.ts';
const GATE_FILE = 'src/memory/gate.ts';
const SETTLE_FILE = 'src/memory/settle-held.ts';

const TAKE_CHECKED = `    if (ops.cas32(p, word, next, 'acquire', 'relaxed') !== word) return false;
    notes?.held.push`;
const GIVE_CHECKED = `  const found = region.ops.add32(p, delta, 'release');
  const held = notes?.held;`;
const SLEEP = '    sleepOn(region, address, asleep, left);';
const LEAVE = `  } finally {
    leaveLine(region, address, !isTaken);
  }`;
const CALL_NEXT = `  region.ops.store32(p + HEAD, next, 'relaxed');
  callFirst(region, p, next);`;
const ENTER = "let word = ops.cas32(gate, 0, me, 'acquire', 'relaxed'); word !== 0;";

export const mutants: MutantSet = {
  of: 'Semaphore',
  checks: 'src/lock/semaphore/semaphore.check.ts',
  mutants: [
    {
      name: 'permits are looked at and then stored',
      cause: 'two threads see the same permit, and both take it',
      file: SHARE_FILE,
      edits: [
        {
          find: TAKE_CHECKED,
          replace: `    if (ops.load32(p, 'acquire') !== word) return false;
    ops.store32(p, next, 'relaxed');
    notes?.held.push`,
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'permits are taken relaxed',
      cause: 'what was done under the permit before is not ordered before what is done under it now',
      file: SHARE_FILE,
      edits: [{ find: TAKE_CHECKED, replace: TAKE_CHECKED.replace("'acquire'", "'relaxed'") }],
      kind: 'dataRace',
    },
    {
      name: 'permits are given back relaxed',
      cause: 'what was done under the permit is not ordered before what the next does under it',
      file: SHARE_FILE,
      edits: [{ find: GIVE_CHECKED, replace: GIVE_CHECKED.replace("'release'", "'relaxed'") }],
      kind: 'dataRace',
    },
    {
      name: 'permits are added relaxed',
      cause: 'what was written before is not ordered before what the taker reads',
      file: SHARE_FILE,
      edits: [
        { find: "cas32(p, word, next, 'release', 'relaxed') === word;", replace: "cas32(p, word, next, 'relaxed', 'relaxed') === word;" },
      ],
      kind: 'dataRace',
    },
    {
      name: 'who gives back wakes nobody',
      cause: 'the first in line sleeps for ever',
      file: SHARE_FILE,
      edits: [
        {
          find: `  if (held !== undefined) held[at] = [0, HELD_DELTA];
  if ((found & WAITING) !== 0) tellWaiters(region, p, found);`,
          replace: '  if (held !== undefined) held[at] = [0, HELD_DELTA];\n  void found;',
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'who adds wakes nobody',
      cause: 'the first in line sleeps for ever',
      file: SHARE_FILE,
      edits: [{ find: '  if (isDone) tellWaiters(region, p, word);\n', replace: '' }],
      kind: 'deadlock',
    },
    {
      name: 'permits are counted as given back before the others are told',
      cause: 'if the thread is killed between the two, nobody tells them',
      file: SHARE_FILE,
      edits: [
        { find: '  if (held !== undefined) held[at] = [0, HELD_DELTA];', replace: '  held?.splice(at, 2);' },
        { find: '  held?.splice(noteOf(notes, p, kind, 0), 2);\n', replace: '' },
      ],
      kind: 'deadlock',
    },
    {
      name: 'the note of permits stays after they were given back',
      cause: 'when the thread ends they are given back again: there are more than there were',
      file: SHARE_FILE,
      edits: [
        { find: '  if (held !== undefined) held[at] = [0, HELD_DELTA];', replace: '' },
        { find: '  held?.splice(noteOf(notes, p, kind, 0), 2);\n', replace: '' },
      ],
      kind: 'assertion',
    },
    {
      name: 'promises are told before the count goes up',
      cause: 'one that begins to wait between the two is not told',
      file: SHARE_FILE,
      edits: [
        {
          find: "  region.ops.add32(p + ASYNC_COUNT, 1, 'release');\n  region.ops.notify(p + ASYNC_COUNT, Infinity);\n}\n\n/** Gives back",
          replace:
            "  region.ops.notify(p + ASYNC_COUNT, Infinity);\n  region.ops.add32(p + ASYNC_COUNT, 1, 'release');\n}\n\n/** Gives back",
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'no promise is told',
      cause: 'whoever awaits a permit waits for ever',
      file: SHARE_FILE,
      edits: [{ find: '  if ((found & ASYNC) === 0) return;', replace: '  if (found >= 0) return;' }],
      kind: 'deadlock',
    },
    {
      name: 'a promise waits without setting its flag',
      cause: 'whoever gives back does not know that it has to tell someone',
      file: WAIT_FILE,
      edits: [
        {
          find: "    if ((word & ASYNC) !== 0 || ops.cas32(address, word, word | ASYNC, 'relaxed', 'relaxed') === word) return false;",
          replace: '    return false;',
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'newcomers do not look whether threads stand in line',
      cause: 'a request for few overtakes the one for many, again and again',
      file: SEMAPHORE_FILE,
      edits: [{ find: 'takeShareSlowly(semaphore, found, QUEUED,', replace: 'takeShareSlowly(semaphore, found, QUEUED & 0,' }],
      kind: 'assertion',
    },
    {
      name: 'all in line take what is there, not the first only',
      cause: 'a request for few overtakes the one for many that came before',
      file: WAIT_FILE,
      edits: [{ find: 'isTaken = becomeFirst(deadline) && takeAsFirst', replace: 'void becomeFirst;\n    isTaken = takeAsFirst' }],
      kind: 'assertion',
    },
    {
      name: 'the first takes as many as there are',
      cause: 'a request for two is content with one, and the word says that there are more than there can be',
      file: SEMAPHORE_FILE,
      edits: [
        {
          find: 'permitsOf(word) >= amount ? word - unitsOf(amount) : REFUSED',
          replace: 'permitsOf(word) > 0 ? word - unitsOf(amount) : REFUSED',
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'the first sleeps on the word whatever is in it',
      cause: 'what was given back between the look and the sleep is missed',
      file: WAIT_FILE,
      edits: [{ find: SLEEP, replace: "    sleepOn(region, address, region.ops.load32(address, 'relaxed'), left);" }],
      kind: 'deadlock',
    },
    {
      name: 'who gives up stays in line',
      cause: 'those behind wait for one that does not wait any more',
      file: WAIT_FILE,
      edits: [{ find: LEAVE, replace: '  } finally {\n    void leaveLine;\n  }' }],
      kind: 'deadlock',
    },
    {
      name: 'who leaves the line does not call the next',
      cause: 'it never learns that it is the first',
      file: LINE_FILE,
      edits: [
        { find: CALL_NEXT, replace: "  region.ops.store32(p + HEAD, next, 'relaxed');\n  if (next === 0) callFirst(region, p, next);" },
      ],
      kind: 'deadlock',
    },
    {
      name: 'the last to leave the line tells no promise',
      cause: 'one that found the line waits for ever',
      file: LINE_FILE,
      edits: [{ find: '    if ((found & ASYNC) !== 0) tellPromises(region, p);', replace: '    void found;' }],
      kind: 'deadlock',
    },
    {
      name: 'nobody says that there is a line',
      cause: 'whoever gives back does not know that someone sleeps',
      file: WAIT_FILE,
      edits: [{ find: 'word | QUEUED | (opened', replace: 'word | (opened' }],
      kind: 'deadlock',
    },
    {
      name: 'the first in line does not count how often it is woken in vain',
      cause: 'it is never due, and is overtaken again and again',
      file: WAIT_FILE,
      edits: [{ find: '    if (slept && (word & QUEUED) === 0) opened++;', replace: '    void slept;' }],
      kind: 'assertion',
    },
    {
      name: 'who gives back does not look whether the first is due',
      cause: 'it is overtaken again and again',
      file: SHARE_FILE,
      edits: [
        {
          find: '  if ((found & (QUEUED | WATCHED | DUE)) === QUEUED) open',
          replace: '  if ((found & (QUEUED | WATCHED)) === QUEUED) open',
        },
        { find: '  if ((word & (QUEUED | WATCHED | DUE)) === QUEUED) ops', replace: '  if ((word & (QUEUED | WATCHED)) === QUEUED) ops' },
      ],
      kind: 'assertion',
    },
    {
      name: 'who lets others overtake the first wakes nobody',
      cause: 'if no other comes, the first sleeps for ever beside what is there',
      file: SHARE_FILE,
      edits: [{ find: '=== QUEUED) open(region, p);', replace: '=== QUEUED) return open(region, p);' }],
      kind: 'deadlock',
    },
    {
      name: 'the gate lets two in at once',
      cause: 'two who join at once are both the first, and one of them is lost',
      file: GATE_FILE,
      edits: [{ find: ENTER, replace: "let word = (ops.store32(gate, me, 'seqCst'), 0); word !== 0;" }],
      kind: 'livelock',
    },
    {
      name: 'a thread joins the line without a note',
      cause: 'if it is killed in line, nobody takes it out',
      file: LINE_FILE,
      edits: [{ find: '  pushHeld(p, kindWord(region, HELD_PLACE_IN_LINE));', replace: '  void pushHeld;' }],
      kind: 'assertion',
    },
    {
      name: 'the undertaker does not call the first again',
      cause: 'one that was killed after it had let the next be the first, and before it woke it, leaves it asleep',
      file: LINE_FILE,
      edits: [{ find: "  callFirst(region, p, region.ops.load32(p + HEAD, 'relaxed'));\n}", replace: '}' }],
      kind: 'assertion',
    },
    {
      name: 'the undertaker takes nobody out of line',
      cause: 'those behind a dead thread wait for ever',
      file: SETTLE_FILE,
      edits: [
        {
          find: '    if (entry.kind === HELD_PLACE_IN_LINE) takeDeadOutOfLine(region, entry.address, block);',
          replace: '    void takeDeadOutOfLine;',
        },
      ],
      kind: 'assertion',
    },
    {
      name: 'the undertaker gives no permits back',
      cause: 'the others wait for ever for permits of a thread that is no more',
      file: SETTLE_FILE,
      edits: [{ find: 'giveForDead(region, entry.address, before.address);', replace: 'void giveForDead;' }],
      kind: 'deadlock',
    },
    {
      name: 'the undertaker gives permits back, and wakes nobody',
      cause: 'who slept before the death sleeps for ever',
      file: SHARE_FILE,
      edits: [
        {
          find: "  if (delta !== 0) region.ops.add32(p, delta, 'acqRel');\n  region.ops.notify(p, Infinity);",
          replace: "  if (delta !== 0) region.ops.add32(p, delta, 'acqRel');",
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'the undertaker leaves a dead thread at the gate',
      cause: 'nobody can join or leave the line any more',
      file: GATE_FILE,
      edits: [{ find: 'if (word === 0 || ownerOf(word) === block) {', replace: 'void ownerOf;\n    if (word === 0) {' }],
      kind: 'assertion',
    },
    {
      name: 'who leaves the gate does not sweep',
      cause: 'a place whose thread died while another was at the gate stays in line',
      file: GATE_FILE,
      edits: [
        {
          find: "~SWEEP, 'acquire'); // pairs with the release of the undertaker that has marked something\n    sweep();",
          replace: "~SWEEP, 'acquire');\n    void sweep;",
        },
      ],
      kind: 'deadlock',
    },
  ],
};
