/** Seeded faults of Once, and of how threads and promises wait for its word: see `scripts/mutants/mutant.ts`. */
import type { MutantSet } from '../../../scripts/mutants/mutant.ts';

const ONCE_FILE = 'src/lock/once/once.ts';
const WORD_FILE = 'src/lock/once/once-word.ts';
const WAIT_FILE = 'src/lock/wait-for-word.ts';

const LEAVE = "  region.ops.store32(p, left, 'release');\n";
const WAKE = '  region.ops.notify(p, Infinity);\n  wakePromises(region, p);\n';
const TAKE = "return takeAs(thing.region, thing.address, current.block) === 0 ? 'mine' : CHANGED;";
const SLEEP = 'sleepOn(region, address, word, left);';
const LOOK = "const word = ops.load32(address, 'acquire'); // pairs";
const RUN = `    let left: typeof DONE | 0 = 0;
    try {
      initialise();
      left = DONE;`;

export const mutants: MutantSet = {
  of: 'Once',
  checks: 'src/lock/once/once.check.ts',
  mutants: [
    {
      name: 'who finishes wakes nobody',
      cause: 'whoever waits for the initialiser sleeps for ever',
      file: WORD_FILE,
      edits: [{ find: WAKE, replace: '' }],
      kind: 'deadlock',
    },
    {
      name: 'who finishes wakes before it writes the word',
      cause: 'the woken thread finds the word as it was and sleeps again',
      file: WORD_FILE,
      edits: [{ find: LEAVE + WAKE, replace: WAKE + LEAVE }],
      kind: 'deadlock',
    },
    {
      name: 'the end is written relaxed',
      cause: 'others see that it is done, and not what was done',
      file: WORD_FILE,
      edits: [{ find: LEAVE, replace: LEAVE.replace('release', 'relaxed') }],
      kind: 'dataRace',
    },
    {
      name: 'isDone looks relaxed',
      cause: 'it is done, but what was done is not to be seen',
      file: ONCE_FILE,
      edits: [
        {
          find: "const isDone = this.region.ops.load32(this.address, 'acquire') === DONE;",
          replace: "const isDone = this.region.ops.load32(this.address, 'relaxed') === DONE;",
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'a handle remembers in a checked run that it is done',
      cause: 'one simulated thread believes what another one has seen',
      file: ONCE_FILE,
      edits: [{ find: 'if (realm.checked === undefined) this.#seen = isDone;', replace: 'this.#seen = isDone;' }],
      kind: 'nondeterminism',
    },
    {
      name: 'who waits looks relaxed',
      cause: 'the wait is over, but what was done is not to be seen',
      file: WAIT_FILE,
      edits: [{ find: LOOK, replace: LOOK.replace('acquire', 'relaxed') }],
      kind: 'dataRace',
    },
    {
      name: 'a promise looks relaxed',
      cause: 'the wait is over, but what was done is not to be seen',
      file: WAIT_FILE,
      edits: [
        {
          find: "look(region.ops.load32(thing.liveAddress, 'acquire'));",
          replace: "look(region.ops.load32(thing.liveAddress, 'relaxed'));",
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'tryCall looks relaxed',
      cause: 'it is done, but what was done is not to be seen',
      file: WORD_FILE,
      edits: [
        {
          find: "beginAt(thing, thing.region.ops.load32(thing.address, 'acquire'));",
          replace: "beginAt(thing, thing.region.ops.load32(thing.address, 'relaxed'));",
        },
      ],
      kind: 'dataRace',
    },
    {
      name: 'the word is looked at and then taken',
      cause: 'two threads find that nobody has begun, and both do it',
      file: WORD_FILE,
      edits: [{ find: TAKE, replace: "thing.region.ops.store32(thing.address, current.block, 'acqRel');\n  return 'mine';" }],
      kind: 'dataRace',
    },
    {
      name: 'a vain exchange is taken for the beginning',
      cause: 'two threads do it',
      file: WORD_FILE,
      edits: [{ find: TAKE, replace: "takeAs(thing.region, thing.address, current.block);\n  return 'mine';" }],
      kind: 'dataRace',
    },
    {
      name: 'who was too late to begin sleeps without another look',
      cause: 'the other one has thrown meanwhile: the word is as it was, and its wake-up over',
      file: WORD_FILE,
      edits: [{ find: TAKE, replace: TAKE.replace('CHANGED', 'undefined') }],
      kind: 'deadlock',
    },
    {
      name: 'a thread sleeps on the word whatever is in it',
      cause: 'an end between the look and the sleep is missed',
      file: WAIT_FILE,
      edits: [{ find: SLEEP, replace: "sleepOn(region, address, ops.load32(address, 'relaxed'), left);" }],
      kind: 'deadlock',
    },
    {
      name: 'who was woken takes the wake-up for the end',
      cause: 'it may have been woken for an initialiser that threw',
      file: WAIT_FILE,
      edits: [{ find: SLEEP, replace: `if (${SLEEP.slice(0, -1)} === 'ok') return undefined;` }],
      kind: 'assertion',
    },
    {
      name: 'a wait for a time forgets it',
      cause: 'it waits for ever',
      file: WAIT_FILE,
      edits: [{ find: SLEEP, replace: 'sleepOn(region, address, word, Infinity);' }],
      kind: 'deadlock',
    },
    {
      name: 'an initialiser that threw leaves it done',
      cause: 'nobody does it',
      file: ONCE_FILE,
      edits: [{ find: RUN, replace: RUN.replace('left: typeof DONE | 0 = 0', 'left: typeof DONE | 0 = DONE') }],
      kind: 'assertion',
    },
    {
      name: 'an initialiser that threw leaves it taken',
      cause: 'the thread ends with it, and who comes next is told that its owner died',
      file: ONCE_FILE,
      edits: [
        {
          find: `${RUN}\n    } finally {`,
          replace: `${RUN}\n    } catch (error) {\n      return void Promise.reject(error as Error).catch(() => {});\n    } finally {\n      if (left === 0) return;`,
        },
      ],
      kind: 'exception',
    },
    {
      name: 'an initialiser that asks for itself waits',
      cause: 'it waits for itself',
      file: WORD_FILE,
      edits: [
        {
          find: 'if (beginning === undefined && isMine(thing.region, thing.address, word)) throw waitsForItself(thing, call);',
          replace: 'void waitsForItself;',
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'an async initialiser is not waited for',
      cause: 'it is said to be done when it has begun',
      file: ONCE_FILE,
      edits: [{ find: '      await initialise();', replace: '      void initialise();' }],
      kind: 'dataRace',
    },
    {
      name: 'poison is not told',
      cause: 'the others wait for ever for a thread that is dead',
      file: WORD_FILE,
      edits: [
        {
          find: '  if (word === POISONED) throw ownerDied(thing);\n  refusePoisonedOrFreed(thing, word);',
          replace: '  void [ownerDied, refusePoisonedOrFreed, thing, word];',
        },
      ],
      kind: 'deadlock',
    },
    {
      name: 'clearPoison does not release',
      cause: 'what was put in order before it is not to be seen by the next initialiser',
      file: WORD_FILE,
      edits: [{ find: "cas32(p, POISONED, 0, 'acqRel', 'relaxed')", replace: "cas32(p, POISONED, 0, 'acquire', 'relaxed')" }],
      kind: 'dataRace',
    },
    {
      name: 'clearPoison does not acquire',
      cause: 'who clears it does not see what the dead thread wrote',
      file: WORD_FILE,
      edits: [{ find: "cas32(p, POISONED, 0, 'acqRel', 'relaxed')", replace: "cas32(p, POISONED, 0, 'release', 'relaxed')" }],
      kind: 'dataRace',
    },
    {
      name: 'who begins does not note what it has taken',
      cause: 'its death is noticed by nobody',
      file: WORD_FILE,
      edits: [
        {
          find: TAKE,
          replace: "return thing.region.ops.cas32(thing.address, 0, current.block, 'acquire', 'relaxed') === 0 ? 'mine' : CHANGED;",
        },
      ],
      kind: 'deadlock',
    },
  ],
};
