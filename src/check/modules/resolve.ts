import { modules, NotInstrumentableError, path, url as urls } from './node.ts';

/** How a module asks for another: the conditions of `exports` differ. */
export type Way = 'import' | 'require';

/** Where a specifier leads: the name of a builtin module (`node:fs`), or the URL of a file. */
export function resolve(specifier: string, from: string, way: Way): string {
  if (modules.isBuiltin(specifier)) return specifier.startsWith('node:') ? specifier : `node:${specifier}`;
  if (/^(?:data|https?):/.test(specifier))
    throw new NotInstrumentableError(`${shown(from)} imports ${specifier.slice(0, 40)}: only files can be instrumented`);
  if (way === 'import' && /^(?:\.{0,2}\/|file:)/.test(specifier)) return new URL(specifier, from).href;
  return urls.pathToFileURL(way === 'require' ? requireOf(from).resolve(specifier) : resolveImport(specifier, from)).href;
}

/** Node resolves for `require` only when it is asked; a hook has it take the conditions of `import`. */
function resolveImport(specifier: string, from: string): string {
  const hook = modules.registerHooks({
    resolve: (name, context, next) => {
      const conditions = context.conditions?.map((one) => (one === 'require' ? 'import' : one)) ?? [];
      return next(name, { ...context, conditions });
    },
  });
  try {
    return requireOf(from).resolve(specifier);
  } finally {
    hook.deregister();
  }
}

const requireOf = (from: string) => modules.createRequire(from);

/** What Node itself loads for it: shared by all threads, and not instrumented beyond the globals. */
export function loadOutside(target: string, from: string): unknown {
  return requireOf(from)(target.startsWith('file:') ? urls.fileURLToPath(target) : target);
}

/** The folder of the package that a file belongs to, as a URL with a slash at its end. */
export function packageOf(file: string): string {
  const manifest = modules.findPackageJSON(file);
  return new URL('./', manifest === undefined ? file : urls.pathToFileURL(manifest)).href;
}

/** A file as messages name it. */
export function shown(file: string): string {
  if (!file.startsWith('file:')) return file;
  const inFolder = path.relative('.', urls.fileURLToPath(file));
  return inFolder.startsWith('..') ? urls.fileURLToPath(file) : inFolder;
}
