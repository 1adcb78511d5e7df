/** A strict program for Node that uses each door of the built package but that of pages (`view`), without the library `dom`: its types must need nothing that such a program does not have. Compiled only. */
import { AtomicI32 } from 'lockwright/atomic';
import { mpmc, type OneshotSender, oneshot, type Receiver, select, type Sender } from 'lockwright/channel';
import { check, explore } from 'lockwright/check';
import { runTest } from 'lockwright/litmus';
import { Mutex, type MutexOf, RwLock } from 'lockwright/lock';
import { enableLockDebugging } from 'lockwright/lock/debug';
import { f64, struct, u32 } from 'lockwright/memory';
import {
  Arc,
  type ArcOf,
  HarrisList,
  type HarrisListOf,
  HashMap,
  type HashMapOf,
  MsQueue,
  type MsQueueOf,
  RcuCell,
  type RcuCellOf,
  TreiberStack,
  type TreiberStackOf,
  WorkStealingDeque,
  type WorkStealingDequeOf,
  type WeakOf,
} from 'lockwright/shared';
import { type JoinHandle, spawn } from 'lockwright/thread';

const Account = struct({ id: u32, balance: f64 });

interface Request {
  readonly amount: number;
  readonly reply: OneshotSender<number>;
}

function serve(account: MutexOf<typeof Account>, requests: Receiver<Request>): number {
  for (const { amount, reply } of requests) {
    reply.send(account.withLock(({ value }) => (value.balance += amount)));
  }
  return account.withLock(({ value }) => value.balance);
}

export async function run(memory: SharedArrayBuffer): Promise<number> {
  const account = new Mutex(Account, { id: 1, balance: 0 }, { name: 'account' });
  const [sender, receiver]: [Sender<Request>, Receiver<Request>] = mpmc<Request>(4);
  const served: JoinHandle<number> = spawn(import.meta, serve, account, receiver);
  const [reply, answer] = oneshot<number>();
  await sender.sendAsync({ amount: 5, reply }, { timeoutMs: 1000 });
  const first: number = await answer.receiveAsync();
  const done = select([{ receive: answer }]);
  sender.close();
  const prices = RwLock.at(memory, 0, f64);
  using arc = new Arc(u32, 1);
  const counts = new HashMap(u32, u32);
  counts.set(arc.value, new AtomicI32(3).load());
  return first + done.index + (await served) + prices.withRead((guard) => guard.value);
}

type A = typeof Account;

function useAll(map: HashMapOf<typeof u32, A>, list: HarrisListOf<typeof u32, A>, queue: MsQueueOf<A>, stack: TreiberStackOf<A>): number[] {
  return [map.get(1), list.get(1), queue.dequeue(), stack.pop()].map((account) => account?.balance ?? 0);
}

function useMore(cell: RcuCellOf<A>, deque: WorkStealingDequeOf<A>, arc: ArcOf<A>, weak: WeakOf<A>): number {
  using account = weak.upgrade();
  return cell.read().balance + (deque.steal()?.balance ?? 0) + arc.value.balance + (account?.value.balance ?? 0);
}

/** Collections of structs go to functions that name their types. */
export async function spawnAll(): Promise<number[]> {
  const first = { id: 1, balance: 5 };
  const arc = new Arc(Account, first);
  const weak = arc.downgrade();
  const sums = await spawn(
    import.meta,
    useAll,
    new HashMap(u32, Account),
    new HarrisList(u32, Account),
    new MsQueue(Account),
    new TreiberStack(Account),
  );
  return [...sums, await spawn(import.meta, useMore, new RcuCell(Account, first), new WorkStealingDeque(Account, 4), arc, weak)];
}

export const doors = { check, explore, runTest, enableLockDebugging };

// @ts-expect-error an oneshot channel has a sender that cannot receive
export const wrong = (reply: OneshotSender<number>): unknown => reply.receive();
// @ts-expect-error what is no shared memory has no place for a lock
export const unplaced = (): unknown => Mutex.at(new Int32Array(4), 0);
