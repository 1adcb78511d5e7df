import * as modules from 'node:module';
import { HELP, readArguments, UsageError, type Request } from './check-options.ts';
import { Watch } from './check-watch.ts';

const UNUSABLE = 2;

/** `lockwright check`. Exit code 0 if all checks are correct, 1 if one is wrong, 2 if one is incomplete or could not be run. */
export async function check(args: readonly string[]): Promise<number> {
  let read: Request | undefined;
  try {
    read = readArguments(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`lockwright check: ${error.message}`);
    return UNUSABLE;
  }
  if (read === undefined) {
    console.log(HELP);
    return 0;
  }
  const request = read;
  modules.enableCompileCache?.();
  // What shows the results is loaded while the worker starts. Calls reach it in their order.
  const session = import('./check-session.ts').then(({ Session }) => new Session(request));
  const watch = new Watch(
    {
      onMessage: (message) => void session.then((to) => to.onMessage(message)),
      onHalt: (halt, during) => void session.then((to) => to.onHalt(halt, during)),
    },
    request.watchdogMs,
  );
  const interrupt = () => {
    void session.then((to) => to.interrupted());
    void watch.stop();
  };
  process.once('SIGINT', interrupt);
  await watch.run(request);
  process.off('SIGINT', interrupt);
  return (await session).end();
}
