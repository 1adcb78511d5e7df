/** `^C` and `^D`, as a terminal sends them when it does not act on them itself. */
const QUITS = ['\x03', '\x04'];

/** Calls `pressed` for each character of the standard input, at once where that is a terminal; with `q` where it asks to quit or ends. Returns what stops that. */
export function readKeys(pressed: (key: string) => void): () => void {
  const { stdin } = process;
  const onData = (data: Buffer) => {
    for (const key of String(data)) pressed(QUITS.includes(key) ? 'q' : key);
  };
  const onEnd = () => pressed('q');
  if (stdin.isTTY === true) stdin.setRawMode(true);
  stdin.on('data', onData).on('end', onEnd).on('error', onEnd).resume();
  return () => {
    stdin.off('data', onData).off('end', onEnd).off('error', onEnd).pause();
    if (stdin.isTTY === true) stdin.setRawMode(false);
  };
}
