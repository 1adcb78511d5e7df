/** What the supervisor does with requests, on a host whose workers never come up. */
import '../realm/host.ts';
import { expect, test } from 'vitest';

import { heapRegion } from '../memory/heap.ts';
import { heapStatistics } from '../memory/statistics.ts';
import { BLOCK_BYTES } from '../memory/thread-block.ts';
import { realm } from '../realm/realm.ts';
import { takeBlock } from './blocks.ts';
import type { HostWorker, ThreadHost } from './host/host.ts';
import type { Message } from './messages.ts';
import { Supervisor } from './supervisor.ts';

const REQUESTS = 50;
/** Some record: nobody looks at it, since no worker comes up. */
const RECORD = 1;

const worker = new Proxy({}, { get: () => () => {} }) as HostWorker;
const host = { createWorker: () => worker } as unknown as ThreadHost;
const blocksInUse = (): number => heapStatistics().blocks.get(BLOCK_BYTES) ?? 0;

test('requests that nobody needs any more give their blocks back at once, also while as many workers come up as may', () => {
  const posts: ((message: unknown) => void)[] = [];
  new Supervisor(host, { post: () => {}, onMessage: (listener) => posts.push(listener) }, heapRegion().memory);
  const ask = (record: number): void =>
    posts[0]!({ kind: 'start', block: takeBlock(), record, resourceLimits: undefined } satisfies Message);
  for (let n = Math.max(2, realm.availableParallelism()); n > 0; n--) ask(RECORD);
  const before = blocksInUse();
  for (let n = 0; n < REQUESTS; n++) ask(0);
  expect(blocksInUse() - before).toBeLessThanOrEqual(1);
});
