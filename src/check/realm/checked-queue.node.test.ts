/** The whole operations on queues of messages exist three times: for WebAssembly, in JavaScript, and for checked runs. Whatever the shared memory answers, they do the same. */
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { HELD_CLAIM, HELD_DELTA, HELD_SHARE } from '../../realm/block-words.ts';
import { LEAST_SLOT, NOT_MADE } from '../../realm/ops.ts';
import { CLOSED, FREE, PUBLISHED, TAKES, VOID } from '../../realm/queue-words.ts';
import { BLOCK, checkedText, jsText, type QueueOperation, type QueueText, wasmText } from './test-queue-texts.ts';

const P = 64;
const BELL = 72;
/** So many accesses are looked at: enough to come to an exchange that fails, and once more to the end. */
const MOST_ACCESSES = 8;

let texts: QueueText[];
beforeAll(async () => {
  const js = jsText([P], (atomics) => vi.stubGlobal('Atomics', atomics));
  texts = [await wasmText(), js, checkedText()];
});
afterEach(() => {
  vi.unstubAllGlobals();
});

class TooMany extends Error {}

/** What the word at an address may hold. */
type Answers = (address: number) => readonly number[];

/** Which of the possible answers an access gets: the number of each, and how many there are. */
interface Choice {
  chosen: number;
  readonly of: number;
}

/** What a text does when the memory answers as chosen, and after that with the first that is possible: each access with what is noted before it, and how it ends. */
function storyOf(text: QueueText, run: () => number, notes: readonly number[], answers: Answers, choices: Choice[]): string[] {
  const story: string[] = [];
  text.notes = [...notes];
  text.listen((what, address) => {
    story.push(`${what} ${address} with ${text.notes}`);
    if (story.length > MOST_ACCESSES) throw new TooMany();
    const possible = answers(address);
    return possible[(choices[story.length - 1] ??= { chosen: 0, of: possible.length }).chosen]!;
  });
  try {
    const result = run();
    const claimed = result >= LEAST_SLOT ? `, of ${text.lastClaim()}` : '';
    story.push(`${result}${claimed} with ${text.notes}`);
  } catch (error) {
    if (!(error instanceof TooMany)) throw error;
  }
  return story;
}

/** Compares the texts for all answers; returns how many stories there are. */
function compare(operation: QueueOperation, args: readonly number[], answers: Answers, notes: readonly number[] = []): number {
  const choices: Choice[] = [];
  for (let stories = 1; ; stories++) {
    const told = texts.map((text) => {
      const story = storyOf(text, () => text.operations[operation](...args), notes, answers, choices);
      vi.unstubAllGlobals();
      return `${operation}(${args}):\n${story.join('\n')}`;
    });
    if (new Set(told).size > 1)
      expect(told.map((story, i) => `${texts[i]!.name}, ${story}`)).toEqual(texts.map(({ name }) => `${name}, ${told[0]}`));
    while (choices.length > 0 && choices.at(-1)!.chosen === choices.at(-1)!.of - 1) choices.pop();
    if (choices.length === 0) return stories;
    choices.at(-1)!.chosen++;
  }
}

const SENDS_AND_RECEIVES = [
  ['sends', FREE],
  ['receives', PUBLISHED],
] as const;

test.each(SENDS_AND_RECEIVES)('a claim in a ring of who %s is the same in all three', (_, bits) => {
  const [first, stride, round, end] = [2048, 8, 16, 12];
  // Of three slots the last and, a round later, the first.
  const positions = [8, 16, 16 | CLOSED];
  const stamps = [8, 8 | PUBLISHED, 8 | VOID, 16, 16 | PUBLISHED, 16 | VOID];
  const answers: Answers = (address) => (address === P ? positions : stamps);
  expect(compare('claimInRing', [P, first, stride, round, end, bits, BLOCK], answers)).toBeGreaterThan(500);
});

const [ROOT, TABLE, PAGE, STRIDE, HEAD] = [4096, 2 * 4096, 3 * 4096, 8, 16];

/** Of a queue in pages whose position is one of these. */
function inPages(positions: readonly number[]): Answers {
  const stamps = [0, ...positions.flatMap((position) => [position | PUBLISHED, position | VOID])];
  return (address) => {
    if (address === P) return positions;
    return address >= PAGE ? stamps : [0, address >= TABLE ? PAGE : TABLE];
  };
}

test.each(SENDS_AND_RECEIVES)('a claim in pages of who %s is the same in all three', (_, bits) => {
  const first = (1 << 18) | (3 << 8);
  const answers = inPages([first, first + (5 << 2), first | CLOSED]);
  for (const made of [NOT_MADE, first, first + 256])
    expect(compare('claimInPages', [P, ROOT, STRIDE, HEAD, bits, made, BLOCK], answers)).toBeGreaterThan(bits === FREE ? 5 : 300);
});

const SLOT = 2048;
const claim = [8 | TAKES, HELD_DELTA, P, HELD_CLAIM];
const other = [1, HELD_DELTA, P, HELD_SHARE];

test.each([
  ['it is noted last', claim, true],
  ['other things are noted before', [...other, ...claim], true],
  ['other things were noted since', [...claim, ...other], false],
  ['another position is noted', [8, HELD_DELTA, P, HELD_CLAIM], false],
  ['one of another queue is noted', [8 | TAKES, HELD_DELTA, P + 4, HELD_CLAIM], false],
  ['nothing is noted', [], false],
])('what is claimed is published, or counted, in the same way in all three: %s', (_, notes, isLast) => {
  const bells = [0, 1, 2, 3, 4, 1 << 16];
  const ring =
    (others: readonly number[]): Answers =>
    (address) =>
      address === BELL ? bells : others;
  expect(compare('publishClaimed', [SLOT, 8 | TAKES, 16, BELL, P, BLOCK], ring([0]), notes)).toBe(isLast ? bells.length : 1);
  const most = 64;
  const counts = [0, most - 2, most - 1]; // the last is the end of the page, before anybody looks at the bell
  expect(compare('countClaimed', [SLOT, most, 8 | TAKES, BELL, P, BLOCK], ring(counts), notes)).toBe(isLast ? 2 * bells.length + 1 : 1);
});

test('positions go through all numbers of 32 bits in the same way in all three', () => {
  for (const position of [2 ** 31 - 4, -(2 ** 31), -4, 0]) {
    for (const bits of [FREE, PUBLISHED]) {
      expect(compare('claimInRing', [P, SLOT, 8, 4, 4, bits, BLOCK], () => [position, position | PUBLISHED])).toBeGreaterThan(1);
      expect(compare('claimInPages', [P, ROOT, STRIDE, HEAD, bits, position, BLOCK], inPages([position]))).toBeGreaterThan(1);
    }
    const notes = [position, HELD_DELTA, P, HELD_CLAIM];
    expect(compare('publishClaimed', [SLOT, position, 4, BELL, P, BLOCK], (address) => (address === BELL ? [0, 1] : [0]), notes)).toBe(2);
  }
});
