import { afterAll, describe, expect, test } from 'vitest';
import { explore, instrumented } from 'lockwright/check';
import { words } from '../test-explore.ts';
import { ModuleFolder } from './test-folder.ts';

const folder = new ModuleFolder();
afterAll(() => folder.remove());

let files = 0;

async function load(text: string): Promise<any> {
  const name = `./file-${files++}.mjs`;
  folder.write(name, text);
  return instrumented(name, folder.from);
}

/** What a thread throws that does this. */
async function thrownBy(text: string): Promise<string> {
  const { act } = await load(text);
  const { error } = await explore(() => {
    const shared = words();
    return {
      threads: [
        () => {
          Atomics.load(shared, 0);
          act(shared);
        },
      ],
    };
  });
  return error === null ? 'nothing' : error.message;
}

describe('a module that is instrumented', () => {
  test.for([
    [
      'posts memory',
      `export const act = (words) => new MessageChannel().port1.postMessage({ words })`,
      'postMessage cannot work on shared memory',
    ],
    [
      'posts memory itself',
      `export const act = (words) => new BroadcastChannel('x').postMessage([words.buffer])`,
      'threads of the checker get no messages',
    ],
    [
      'starts a worker',
      `import { Worker } from 'node:worker_threads'; export const act = () => new Worker('./w.js')`,
      'its threads are those of the checker',
    ],
    [
      'answers its parent',
      `import { parentPort } from 'worker_threads'; export const act = () => parentPort.postMessage(1)`,
      'messages between the threads of a checked program are not simulated',
    ],
    [
      'writes memory to a file',
      `import fs from 'node:fs'; export const act = (words) => fs.writeFileSync('/dev/null', words)`,
      'writeFileSync of node:fs cannot work on shared memory',
    ],
    [
      'compresses memory',
      `import { deflateSync } from 'node:zlib'; export const act = (words) => deflateSync(words.buffer)`,
      'deflateSync of node:zlib cannot work on shared memory',
    ],
    [
      'hashes a view that it made',
      `import { createHash } from 'node:crypto'; export const act = (words) => createHash('sha256').update(new DataView(words.buffer))`,
      'ERR_INVALID_ARG_TYPE|must be of type string or an instance of Buffer',
    ],
    ['makes a Buffer of memory', `export const act = (words) => Buffer.from(words.buffer)`, 'from cannot work on shared memory'],
    ['makes a Blob of memory', `export const act = (words) => new Blob([words.buffer])`, 'new Blob() cannot work on shared memory'],
  ] as const)('is told when it %s', async ([, text, message]) => {
    expect(await thrownBy(text)).toMatch(new RegExp(message.replaceAll('(', '\\(').replaceAll(')', '\\)')));
  });

  test('may use what reads memory byte by byte: TextDecoder, Buffer.from(view), structuredClone', async () => {
    expect(
      await thrownBy(`export const act = (words) => {
        new TextDecoder().decode(words);
        Buffer.from(new Uint8Array(words.buffer));
        structuredClone({ words }).words[0] = 1;
        if (words[0] !== 1) throw new Error('the clone is of other memory');
      }`),
    ).toBe('nothing');
  });

  test('has the modules of Node otherwise as they are', async () => {
    const { results } = await load(`
      import assert, { AssertionError } from 'node:assert';
      import { EventEmitter } from 'events';
      import * as path from 'node:path';
      import { isMainThread, threadId, MessageChannel } from 'node:worker_threads';
      assert(true);
      class Own extends EventEmitter {}
      let thrown; try { assert.equal(1, 2); } catch (error) { thrown = error instanceof AssertionError; }
      export const results = [thrown, new Own().on('a', () => {}).emit('a'), path.join('a', 'b'), isMainThread, threadId, typeof MessageChannel];`);
    expect([...results]).toEqual([true, true, 'a/b', true, 0, 'function']);
  });
});
