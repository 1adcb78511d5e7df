/**
 * Console output of a thread in Node and Bun goes to the first thread's event loop by message: it appears late if that thread blocks, and is lost if it then
 * exits. So a thread writes to the file descriptors itself. Deno does that by itself.
 */
export function printDirectly(): void {
  if ('Deno' in globalThis) return;
  const { writeSync } = process.getBuiltinModule('node:fs');
  for (const [name, descriptor] of Object.entries({ stdout: 1, stderr: 2 })) {
    const stream = process[name as 'stdout' | 'stderr'];
    stream.write = ((chunk: string | Uint8Array, encoding?: unknown, done?: unknown) => {
      const bytes =
        typeof chunk === 'string' ? Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8') : chunk;
      writeAll(writeSync, descriptor, bytes);
      const callback = typeof encoding === 'function' ? encoding : done;
      if (typeof callback === 'function') queueMicrotask(callback as () => void);
      return true;
    }) as typeof stream.write;
  }
  if ('Bun' in globalThis) replaceConsole(writeSync);
}

/** Bun's console does not go through `process.stdout`. */
function replaceConsole(writeSync: typeof import('node:fs').writeSync): void {
  const { format, inspect } = process.getBuiltinModule('node:util');
  const print = (descriptor: number, text: string): void => writeAll(writeSync, descriptor, Buffer.from(`${text}\n`));
  for (const name of ['log', 'info', 'debug'] as const) console[name] = (...args: unknown[]) => print(1, format(...args));
  for (const name of ['warn', 'error'] as const) console[name] = (...args: unknown[]) => print(2, format(...args));
  console.dir = (value: unknown, options?: object) => print(1, inspect(value, options));
  console.trace = (...args: unknown[]) =>
    print(2, `Trace: ${format(...args)}\n${(new Error().stack ?? '').split('\n').slice(2).join('\n')}`);
}

/** How often a write is tried again while the other end of a pipe is slow; each try sleeps a millisecond. */
const FULL_PIPE_TRIES = 5000;
const FULL_PIPE_PAUSE_MS = 1;

function writeAll(writeSync: typeof import('node:fs').writeSync, descriptor: number, chunk: Uint8Array): void {
  let at = 0;
  for (let tries = 0; at < chunk.length && tries < FULL_PIPE_TRIES; tries++) {
    try {
      at += writeSync(descriptor, chunk, at);
    } catch (error) {
      if ((error as { code?: string }).code !== 'EAGAIN') return; // nobody reads any more
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FULL_PIPE_PAUSE_MS);
    }
  }
}
