import { facadeOf } from './facade.ts';
import { addRoot } from './targets.ts';
import { fs, modules, NotInstrumentableError, path, url as urls } from './node.ts';
import { packageOf, resolve, shown } from './resolve.ts';

export { NotInstrumentableError } from './node.ts';
export { facadeOf };

/** Where a specifier leads when `from`, a URL or a path, imports it; of a file the path is enough. */
function fileOf(specifier: string, from: string): string {
  const base = from.startsWith('file:') ? from : urls.pathToFileURL(from).href;
  let found: string;
  try {
    found = resolve(specifier, base, 'import');
  } catch (error) {
    throw new NotInstrumentableError(`${shown(base)} cannot import '${specifier}': ${(error as Error).message.split('\n')[0]!}`, {
      cause: error,
    });
  }
  if (found.startsWith('node:'))
    throw new NotInstrumentableError(`${found} is a part of Node, and not of JavaScript: it cannot be instrumented`);
  if (!fs.existsSync(new URL(found)))
    throw new NotInstrumentableError(`there is no file ${shown(found)}, which '${specifier}' is taken for`);
  return found;
}

const isPath = (specifier: string): boolean => /^(?:\.{0,2}\/|file:)/.test(specifier);

/** The module as {@link facadeOf} gives it. Its package is instrumented from now on. */
export function instrument(specifier: string, from: string): Record<PropertyKey, unknown> {
  const file = fileOf(specifier, from);
  if (!isPath(specifier)) addRoot(packageOf(file));
  return facadeOf(file);
}

/** One name of `--instrument`. */
export interface Chosen {
  readonly name: string;
  isUsed(): boolean;
}

/**
 * Has each `import` of these packages, and of files that are named by a path, lead to their instrumented form, for all code that is loaded from now on and does not belong to them.
 *
 * @throws {NotInstrumentableError} if one of them is not there
 */
export function hookPackages(names: readonly string[], folder: string): readonly Chosen[] {
  const chosen = names.map((name) => chooseFrom(name, path.join(folder, 'check.js')));
  modules.registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context);
      const match = chosen.find(({ has }) => has(found.url));
      if (match === undefined) return found;
      match.used = true;
      return { url: `${found.url}${MARK}`, format: 'module', shortCircuit: true };
    },
    load(file, context, next) {
      if (!file.endsWith(MARK)) return next(file, context);
      return { format: 'module', source: facadeText(file.slice(0, -MARK.length)), shortCircuit: true };
    },
  });
  return chosen.map((one) => ({ name: one.name, isUsed: () => one.used }));
}

function chooseFrom(name: string, from: string): { name: string; has(file: string): boolean; used: boolean } {
  const file = isPath(name) ? fileOf(name, from) : undefined;
  if (file !== undefined) return { name, has: (other) => other === file, used: false };
  const root = new URL('./', urls.pathToFileURL(fs.realpathSync(manifestOf(name, from)))).href;
  addRoot(root);
  return { name, has: (other) => other.startsWith(root) && packageOf(other) === root, used: false };
}

/** The package.json of a package. Some do not let it be imported. */
function manifestOf(name: string, from: string): string {
  if (modules.isBuiltin(name)) fileOf(name, from); // throws
  try {
    return modules.findPackageJSON(name, urls.pathToFileURL(from))!;
  } catch {
    throw new NotInstrumentableError(`the package '${name}' is not installed: npm install ${name}, or is it a file, ./${name}?`);
  }
}

/** Makes another module of the URL of a file. */
const MARK = '?lockwright-instrumented';
const THIS = import.meta.url;

/** A module that exports what the facade has. */
function facadeText(file: string): string {
  const names = Object.keys(facadeOf(file));
  const lines = names.map((name, i) => `const e${i} = facade[${JSON.stringify(name)}];\nexport { e${i} as ${JSON.stringify(name)} };`);
  return [`import { facadeOf } from ${JSON.stringify(THIS)};`, `const facade = facadeOf(${JSON.stringify(file)});`, ...lines].join('\n');
}
