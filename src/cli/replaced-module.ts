import { registerHooks } from 'node:module';

/** From here on this thread loads another text for a module; the file stays as it is. */
export function replaceModule({ url: replaced, source }: { readonly url: string; readonly source: string }): void {
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      return url.replace(/[?#].*/, '') === replaced ? { ...loaded, source, shortCircuit: true } : loaded;
    },
  });
}
