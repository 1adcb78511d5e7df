/** `$262` as tests have it: realms, detached buffers, and agents, which are real threads. */
import { createContext, runInContext, runInThisContext } from 'node:vm';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { type AgentStart, type Form, RECEIVED, type Report, RUNNING, SENT, SIGNALS } from './messages.ts';
import { natives } from './natives.ts';

/** Longer than a thread takes to start on a busy machine. */
const START_LIMIT_MS = 20_000;

interface Agent {
  readonly worker: Worker;
  readonly port: MessagePort;
  readonly signals: Int32Array;
  broadcasts: number;
}

/** The host of one test. */
export class TestHost {
  readonly #form: Form;
  readonly #agents: Agent[] = [];
  readonly #reports: string[] = [];
  /** What agents threw. */
  readonly thrown: string[] = [];

  constructor(form: Form) {
    this.#form = form;
  }

  /** The value of `$262`, for a global object. */
  objectFor(global: object, evalScript: (text: string) => unknown = (text) => runInThisContext(text)): object {
    return {
      global,
      evalScript,
      createRealm: () => this.#createRealm(),
      detachArrayBuffer: natives.detach,
      agent: {
        start: (script: string) => this.#start(script),
        broadcast: (memory: unknown, id: unknown) => this.#broadcast(memory, id),
        getReport: () => this.#nextReport(),
        sleep: natives.sleep,
        monotonicNow: natives.now,
      },
    };
  }

  /** Another realm: its globals are native. */
  #createRealm(): object {
    const context = createContext({});
    const global = runInContext('globalThis', context) as object;
    const made = this.objectFor(global, (text) => runInContext(text, context));
    Object.defineProperty(global, '$262', { value: made, writable: true, configurable: true });
    return made;
  }

  #start(script: string): void {
    const { port1, port2 } = new MessageChannel();
    const signals = natives.newSignals(SIGNALS);
    const workerData: AgentStart = { script: String(script), form: this.#form, port: port2, signals: signals.buffer as SharedArrayBuffer };
    const worker = new Worker(new URL('./agent.ts', import.meta.url), { workerData, transferList: [port2] });
    worker.on('error', (error) => this.thrown.push(String(error)));
    this.#agents.push({ worker, port: port1, signals, broadcasts: 0 });
    if (natives.wait(signals, RUNNING, 0, START_LIMIT_MS) === 'timed-out') throw new Error('an agent did not start');
  }

  #broadcast(memory: unknown, id: unknown): void {
    for (const agent of this.#agents) {
      agent.broadcasts++;
      natives.send(agent.port, { memory, id });
      natives.add(agent.signals, SENT, 1);
      natives.notify(agent.signals, SENT);
    }
    for (const { signals, broadcasts } of this.#agents) {
      for (;;) {
        const received = natives.load(signals, RECEIVED);
        if (received >= broadcasts) break;
        if (natives.wait(signals, RECEIVED, received, START_LIMIT_MS) === 'timed-out')
          throw new Error('an agent did not take the broadcast');
      }
    }
  }

  #nextReport(): string | null {
    for (const { port } of this.#agents) {
      for (let got = receive(port); got !== undefined; got = receive(port)) {
        if ('report' in got) this.#reports.push(got.report);
        else this.thrown.push(got.thrown);
      }
    }
    return this.#reports.shift() ?? null;
  }

  /** Ends all agents. */
  async end(): Promise<void> {
    this.#nextReport();
    await Promise.all(this.#agents.map(({ worker }) => worker.terminate()));
  }
}

const receive = (port: MessagePort): Report | undefined => (receiveMessageOnPort(port) as { message: Report } | undefined)?.message;
