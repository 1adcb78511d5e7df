import { codeOf, type EsCode, type Handle, type ModuleCode, type State } from './module-code.ts';
import { path, url as urls } from './node.ts';
import { restoreConsole } from './outside.ts';
import { resolve } from './resolve.ts';
import { type Snapshot, takeSnapshot } from './snapshot.ts';
import { targetOf, type Namespace, NAMESPACE_BASE, namespaceOf, newNamespace, type Target } from './targets.ts';

/** A module of one thread. */
interface Instance {
  readonly file: string;
  readonly code: ModuleCode;
  /** As `import` sees it. */
  namespace: Namespace;
  /** As `require` sees it. */
  readonly module: { exports: unknown };
  /** Of an ES module. */
  body: Iterator<unknown> | undefined;
  isEvaluated: boolean;
  state: State | undefined;
}

/** Files with state that cannot be seen, in themselves or in what they import: looked for once. */
const opaque = new Set<string>();

/** The modules of one thread: each is evaluated when the thread first needs it, as in a thread of its own. Costs what evaluating them does. */
export class Instances {
  readonly #all = new Map<string, Instance>();

  /** State as it was when modules had been evaluated: one for each time. */
  readonly #snapshots: Snapshot[] = [];
  /** Modules that these cover. */
  #covered = 0;
  #isOpaque = false;

  /** What `import * as` gives. */
  namespace(file: string): Namespace {
    const known = this.#all.get(file);
    if (known?.isEvaluated === true) return known.namespace;
    restoreConsole();
    const instance = this.#evaluated(file);
    this.#cover(file);
    return instance.namespace;
  }

  /** Takes a snapshot of what was evaluated with the file. */
  #cover(file: string): void {
    const snapshot = opaque.has(file) ? undefined : takeSnapshot([...this.#all.values()].slice(this.#covered));
    this.#covered = this.#all.size;
    if (snapshot === undefined) {
      opaque.add(file);
      this.#isOpaque = true;
    } else this.#snapshots.push(snapshot);
  }

  /** Whether they are as evaluating them left them, as far as that can be told. */
  get isUnchanged(): boolean {
    return !this.#isOpaque && this.#covered === this.#all.size && this.#snapshots.every((snapshot) => snapshot.holds());
  }

  #evaluated(file: string): Instance {
    const instance = this.#linked(file);
    this.#evaluate(instance);
    return instance;
  }

  /** Functions are there, everything else is not: as modules are before any of them is evaluated. */
  #linked(file: string): Instance {
    const known = this.#all.get(file);
    if (known !== undefined) return known;
    const code = codeOf(file);
    const instance: Instance = {
      file,
      code,
      namespace: newNamespace(),
      module: { exports: {} },
      body: undefined,
      isEvaluated: false,
      state: undefined,
    };
    this.#all.set(file, instance);
    if (code.kind === 'esm') this.#start(instance, code);
    return instance;
  }

  #start(instance: Instance, { start, targets, newScope }: EsCode): void {
    const { file } = instance;
    const namespaces: Namespace[] = [];
    const handle: Handle = {
      scope: newScope(namespaces),
      get meta() {
        return metaOf(file);
      },
      base: NAMESPACE_BASE,
      // eslint-disable-next-line typescript/require-await -- what it throws is to reject
      import: async (specifier) => this.#fromTarget(targetOf(String(specifier), file, 'import')),
      exports: (namespace, state) => {
        instance.namespace = namespace;
        instance.state = state;
      },
      get: (request, imported) => (imported === '*' ? namespaces[request] : namespaces[request]![imported]),
    };
    instance.body = start(handle);
    instance.body.next();
    for (const target of targets) namespaces.push('file' in target ? this.#linked(target.file).namespace : namespaceOf(target.outside));
  }

  #evaluate(instance: Instance): void {
    if (instance.isEvaluated) return;
    instance.isEvaluated = true;
    try {
      this.#run(instance);
    } catch (error) {
      // Who asks again gets the error again.
      this.#all.delete(instance.file);
      throw error;
    }
  }

  #run(instance: Instance): void {
    const { code } = instance;
    if (code.kind === 'esm') {
      for (const target of code.targets) if ('file' in target) this.#evaluate(this.#linked(target.file));
      instance.body!.next();
      return;
    }
    if (code.kind === 'json') instance.module.exports = JSON.parse(code.text);
    else this.#runCommonJs(instance, code.run);
    if (code.kind === 'json') instance.state = () => [instance.module.exports];
    Object.assign(instance.namespace, namespaceOf(instance.module.exports));
  }

  #runCommonJs(instance: Instance, run: (this: unknown, ...args: unknown[]) => void): void {
    const { file, module } = instance;
    const filename = urls.fileURLToPath(file);
    const setState = (variables: State): void => {
      instance.state = () => [...variables(), module.exports];
    };
    const require = (specifier: unknown): unknown => this.#required(targetOf(String(specifier), file, 'require'));
    require.resolve = (specifier: string): string => urls.fileURLToPath(resolve(specifier, file, 'require'));
    Object.assign(module, { filename, id: filename, children: [], require });
    run.call(module.exports, module.exports, require, module, filename, path.dirname(filename), setState);
  }

  #required(target: Target): unknown {
    if (!('file' in target)) return target.outside;
    const instance = this.#evaluated(target.file);
    return instance.code.kind === 'esm' ? instance.namespace : instance.module.exports;
  }

  #fromTarget(target: Target): Namespace {
    return 'file' in target ? this.namespace(target.file) : namespaceOf(target.outside);
  }
}

function metaOf(file: string): object {
  const filename = urls.fileURLToPath(file);
  return {
    url: file,
    filename,
    dirname: path.dirname(filename),
    main: false,
    resolve: (specifier: string) => resolve(specifier, file, 'import'),
  };
}
