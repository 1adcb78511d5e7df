import { registerHooks } from 'node:module';

/** Notes which files of the program are loaded by which from here on, and which are looked for in vain. Returns a function that tells all that a module uses, itself included. */
export function noteLoadedFiles(): (url: string) => readonly string[] {
  /** By module: those that it imports. Kept, since a module that two files use is loaded once. */
  const imports = new Map<string, Set<string>>();
  const note = (parent: string | undefined, url: string) => {
    if (parent === undefined || !url.startsWith('file:') || url.includes('/node_modules/')) return;
    let children = imports.get(withoutQuery(parent));
    if (children === undefined) imports.set(withoutQuery(parent), (children = new Set()));
    children.add(withoutQuery(url));
  };
  registerHooks({
    resolve(specifier, context, nextResolve) {
      try {
        const resolved = nextResolve(specifier, context);
        note(context.parentURL, resolved.url);
        return resolved;
      } catch (error) {
        // It may be made yet.
        if (/^\.\.?\//.test(specifier) && context.parentURL !== undefined)
          note(context.parentURL, new URL(specifier, context.parentURL).href);
        throw error;
      }
    },
  });
  return (url) => {
    const found = new Set([url]);
    for (const one of found) for (const child of imports.get(one) ?? []) found.add(child);
    return [...found];
  };
}

const withoutQuery = (url: string): string => url.replace(/[?#].*/, '');
