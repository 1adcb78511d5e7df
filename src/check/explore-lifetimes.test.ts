/** Blocks of the heap that are used, or freed, after their end: by threads, in the set-up before them, and by what is asserted in the end. */
import { choose } from 'lockwright/check';
import { allocateZeroed, free, heapRegion } from 'lockwright/memory';
import { expect, test } from 'vitest';
import { bounded, MODELS, summary, words } from './test-explore.ts';

const BYTES = 8;
const read = (p: number): number => heapRegion().ops.load32(p, 'seqCst');
const write = (p: number): void => heapRegion().ops.store32(p, 1, 'seqCst');

/** A program with a block that its set-up may free, one thread that gets its address, and an end that does. */
const withBlock =
  (parts: { first?: (p: number) => void; thread?: (p: number) => unknown; last?: (p: number) => void }): (() => unknown) =>
  () => {
    const x = words();
    const p = allocateZeroed(BYTES);
    parts.first?.(p);
    return { threads: [() => (Atomics.load(x, 0), parts.thread?.(p))], finally: () => parts.last?.(p) };
  };

const USED = `uses a block of ${BYTES} bytes of the heap after it was freed`;
const FREED = `frees a block of ${BYTES} bytes of the heap that was freed before`;

test.for(
  MODELS.flatMap((model) =>
    (
      [
        [
          'a thread uses what the set-up freed',
          { first: free, thread: read },
          'useAfterFree',
          'thread 0 uses what the set-up of the program',
        ],
        ['a thread frees what the set-up freed', { first: free, thread: free }, 'doubleFree', 'by the set-up of the program and thread 0'],
        ['the end reads what the set-up freed', { first: free, last: read }, 'useAfterFree', `\`finally\` ${USED}`],
        ['the end frees what the set-up freed', { first: free, last: free }, 'doubleFree', `\`finally\` ${FREED}`],
        ['the end reads what a thread freed', { thread: free, last: read }, 'useAfterFree', `\`finally\` ${USED}, by thread 0`],
        ['the end writes what a thread freed', { thread: free, last: write }, 'useAfterFree', `\`finally\` ${USED}, by thread 0`],
        ['the end frees what a thread freed', { thread: free, last: free }, 'doubleFree', `\`finally\` ${FREED}, by thread 0`],
        ['the end reads what it freed', { last: (p: number) => (free(p), read(p)) }, 'useAfterFree', USED],
        ['the end frees twice', { last: (p: number) => (free(p), free(p)) }, 'doubleFree', FREED],
        [
          'the end uses what it allocated and freed',
          { last: () => ((p) => (free(p), read(p)))(allocateZeroed(BYTES)) },
          'useAfterFree',
          USED,
        ],
      ] as const
    ).map((row) => [model, ...row] as const),
  ),
)('under %s: %s', async ([model, , parts, kind, message]) => {
  const { error } = await bounded(withBlock(parts), { model });
  expect(error).toMatchObject({ kind, message: expect.stringContaining(message) as string });
});

test('the error of an end that uses what was freed has the place of that use, and the free among its steps', async () => {
  const { error } = await bounded(withBlock({ thread: free, last: read }));
  expect(error!.places[0]!.file).toContain('explore-lifetimes.test');
  expect(error!.trace.error!.steps.map((step) => error!.trace.steps[step]!.kind)).toEqual(['free']);
});

test.for(MODELS)('what is freed once and not used any more is right, wherever it is freed, under %s', async (model) => {
  const parts = [
    { first: read, thread: (p: number) => (read(p), free(p)) },
    { first: free },
    { thread: write, last: (p: number) => (read(p), free(p)) },
    { last: () => ((p) => (read(p), free(p)))(allocateZeroed(BYTES)) },
  ];
  for (const part of parts) expect(summary(await bounded(withBlock(part), { model }))).toBe('correct 1+0');
});

test('an end is judged anew where other blocks are freed, though memory and results are the same', async () => {
  for (const last of [0, 1]) {
    const result = await bounded(() => {
      const x = words();
      const p = allocateZeroed(BYTES);
      const q = allocateZeroed(BYTES);
      return {
        threads: [
          () => {
            if (Atomics.load(x, 0) === last) free(p);
            else free(q);
          },
          () => void Atomics.store(x, 0, 1),
        ],
        finally: () => void read(p),
      };
    });
    expect(summary(result)).toBe('wrong useAfterFree');
  }
});

test('an async end is judged, too', async () => {
  const { error } = await bounded(() => {
    const x = words();
    const p = allocateZeroed(BYTES);
    return {
      threads: [() => (Atomics.load(x, 0), free(p))],
      finally: async () => {
        await undefined;
        read(p);
      },
    };
  });
  expect(error).toMatchObject({ kind: 'useAfterFree' });
});

test('freeing what is no block throws, as it does outside of a check', async () => {
  for (const part of [{ thread: (p: number) => free(p + 4) }, { last: (p: number) => free(p + 4) }]) {
    const { error } = await bounded(withBlock(part));
    expect(error!.cause).toMatchObject({ name: 'MemoryError', code: 'NOT_ALLOCATED' });
  }
});

/** Allocates a block of one of two sizes and another one behind it, frees the first, and uses them. */
const allocatesOneOf = (sizes: readonly number[], use: (p: number, q: number, bytes: number) => void) => () => {
  const bytes = sizes[choose(2)]!;
  const p = allocateZeroed(bytes);
  const q = allocateZeroed(BYTES);
  free(p);
  use(p, q, bytes);
};

test.for([
  [8, 64],
  [64, 8],
])('a block is as long as it was allocated in that execution: %s bytes or %s', async (sizes) => {
  const program = (use: (p: number, q: number, bytes: number) => void) => () => {
    const x = words();
    return { threads: [() => Atomics.load(x, 0), () => void Atomics.store(x, 0, 1), allocatesOneOf(sizes, use)] };
  };
  expect(summary(await bounded(program((_, q) => write(q))))).toBe('correct 4+0');
  const atItsEnd = program((p, _, bytes) => {
    if (bytes > BYTES) write(p + bytes - Int32Array.BYTES_PER_ELEMENT);
  });
  expect(summary(await bounded(atItsEnd))).toBe('wrong useAfterFree');
});
