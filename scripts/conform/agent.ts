/** The entry of a thread that is an agent of a test: `$262.agent` as it is in agents. It hears of broadcasts without its event loop, and lives until it says that it leaves. */
import { runInThisContext } from 'node:vm';
import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import { type AgentStart, RECEIVED, type Report, RUNNING, SENT } from './messages.ts';
import { natives } from './natives.ts';

const KEEP_ALIVE_MS = 1000;

const { script, form, port, signals } = workerData as AgentStart;
const words = natives.signalsOf(signals);
const alive = setInterval(() => {}, KEEP_ALIVE_MS);
const tell = (report: Report): void => natives.send(port, report);

function nextBroadcast(): { memory: unknown; id: unknown } {
  for (;;) {
    const sent = natives.load(words, SENT);
    const received = receiveMessageOnPort(port) as { message: { memory: unknown; id: unknown } } | undefined;
    if (received !== undefined) return received.message;
    natives.wait(words, SENT, sent);
  }
}

const agent = {
  receiveBroadcast(receive: (memory: unknown, id: unknown) => unknown): void {
    const { memory, id } = nextBroadcast();
    natives.add(words, RECEIVED, 1);
    natives.notify(words, RECEIVED);
    void Promise.resolve(receive(memory, id)).catch(fail);
  },
  report: (message: unknown) => tell({ report: String(message) }),
  sleep: natives.sleep,
  leaving: () => clearInterval(alive),
  monotonicNow: natives.now,
};

function fail(error: unknown): void {
  tell({ thrown: String(error) });
}

if (form === 'instrumented') (await import('./real-machine.ts')).instrumentForGood();
Object.defineProperty(globalThis, '$262', { value: { agent }, writable: true, configurable: true });
natives.store(words, RUNNING, 1);
natives.notify(words, RUNNING);
try {
  runInThisContext(script);
} catch (error) {
  fail(error);
}
