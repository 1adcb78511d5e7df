/** Programs whose first thread is a worker that a page made itself. */
import { expect, test } from 'vitest';

/** What test-own-worker.ts tells. */
interface Told {
  readonly before: readonly string[];
  readonly after: readonly number[];
}

test.skipIf(typeof Worker === 'undefined')(
  "a page's own worker is told to await its first thread, which could not come up while it blocks, and may block from then on",
  async () => {
    const worker = new Worker(new URL('./test-own-worker.ts', import.meta.url), { type: 'module' });
    const told = await new Promise<Told>((resolve, reject) => {
      worker.addEventListener('message', ({ data }: MessageEvent<Told>) => resolve(data));
      worker.addEventListener('error', ({ message }) => reject(new Error(message)));
    });
    worker.terminate();
    expect(told.before.map((outcome) => outcome.split(':')[0])).toEqual(['CANNOT_BLOCK', 'CANNOT_BLOCK', 'CANNOT_BLOCK']);
    expect(told.before[0]).toContain('await one of them first');
    expect(told.after).toEqual([42, 42, 42]);
  },
);
