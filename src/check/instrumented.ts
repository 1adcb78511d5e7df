import { LockwrightError } from '../realm/errors.ts';

/**
 * A module for checked programs: each simulated thread has an instance of its own, evaluated anew in each run, as threads have. The module that this returns stands for that of the thread that
 * uses it; everything that it shares is then simulated, also where it takes `const { load } = Atomics` when it is loaded. With `lockwright check --instrument NAME` an ordinary `import`
 * does the same. Costs what evaluating the module costs, for each run of a thread.
 *
 * @param specifier a package, or the path or URL of a file; of a package its other modules are instrumented, too, and of a file those that it imports by their paths
 * @param from who imports it: `import.meta` of the file that asks
 * @throws {LockwrightError} `NOT_INSTRUMENTABLE` if it is not there or cannot be run so (machine code, WebAssembly, an `await` at the top level), or outside of Node
 */
export async function instrumented<M = any>(specifier: string | URL, from?: { readonly url: string } | string | URL): Promise<M> {
  const name = specifier instanceof URL ? specifier.href : specifier;
  const base = typeof from === 'object' && 'url' in from ? from.url : from === undefined ? undefined : String(from);
  if (base === undefined && !name.startsWith('file:'))
    throw new LockwrightError(
      'NOT_INSTRUMENTABLE',
      `instrumented('${name}'): a name or a path needs to know who asks for it: instrumented('${name}', import.meta)`,
    );
  const { instrument } = await import('./modules/index.ts');
  return instrument(name, base ?? name) as M;
}
