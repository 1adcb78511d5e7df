import { Session } from 'node:inspector';
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Worker } from 'node:worker_threads';
import type { Place } from '../check/report/trace.ts';

/** Long enough for a busy machine; then the place stays unknown. */
const LIMIT_MS = 2000;

/** What of the inspector's messages is read. Lines and columns count from 0. */
type Told =
  | { readonly method: 'Debugger.scriptParsed'; readonly params: { readonly scriptId: string; readonly url: string } }
  | { readonly method: 'Debugger.paused'; readonly params: { readonly callFrames: readonly Frame[] } }
  | { readonly method?: undefined };

interface Frame {
  readonly functionName: string;
  readonly location: { readonly scriptId: string; readonly lineNumber: number; readonly columnNumber: number };
}

/** Where the only worker runs now, although it answers no message: stops it for a moment by means of the debugger. Innermost first, files of the user only. Costs about 30 ms. */
export async function whereIs(worker: Worker): Promise<Place[]> {
  const session = new Session();
  try {
    session.connect();
    // Not before: a worker that is left in the debugger cannot be ended.
    worker.once('exit', () => session.disconnect());
    return await new Promise((resolve) => {
      worker.once('exit', () => resolve([]));
      setTimeout(resolve, LIMIT_MS, []);
      pause(session, resolve);
    });
  } catch {
    return []; // no inspector in this build of Node
  }
}

function pause(session: Session, found: (places: Place[]) => void): void {
  session.on('NodeWorker.attachedToWorker', ({ params: { sessionId } }) => {
    let id = 0;
    const send = (method: string) =>
      session.post('NodeWorker.sendMessageToWorker', { sessionId, message: JSON.stringify({ id: id++, method }) });
    const urls = new Map<string, string>();
    session.on('NodeWorker.receivedMessageFromWorker', ({ params }) => {
      const told = JSON.parse(params.message) as Told;
      if (told.method === 'Debugger.scriptParsed') urls.set(told.params.scriptId, told.params.url);
      if (told.method !== 'Debugger.paused') return;
      send('Debugger.resume');
      found(told.params.callFrames.flatMap((frame) => placeOf(frame, urls.get(frame.location.scriptId) ?? '')));
    });
    send('Debugger.enable');
    send('Debugger.pause');
  });
  session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
}

/** Where the checker and this command lie: their frames tell a user nothing. */
const SOURCE = import.meta.url.slice(0, import.meta.url.lastIndexOf('/cli/'));
const OWN = [`${SOURCE}/check/`, `${SOURCE}/cli/`];

function placeOf({ functionName, location }: Frame, url: string): Place[] {
  // CommonJS modules are named by their paths.
  const file = isAbsolute(url) ? pathToFileURL(url).href : url;
  if (!file.startsWith('file:') || OWN.some((prefix) => file.startsWith(prefix))) return [];
  const place = { file, line: location.lineNumber + 1, column: location.columnNumber + 1 };
  return [functionName === '' ? place : { ...place, function: functionName }];
}
