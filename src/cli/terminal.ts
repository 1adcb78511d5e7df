/** What the terminal can show. */
export interface Terminal {
  readonly width: number;
  readonly color: boolean;
  readonly interactive: boolean;
}

/** Where nobody looks at a terminal: wide enough for two lanes, narrow enough for a mail. */
const DEFAULT_WIDTH = 100;
/** What is written to a file. */
export const WITHOUT_TERMINAL: Terminal = { width: DEFAULT_WIDTH, color: false, interactive: false };

/** Colours only on a terminal, and not if `NO_COLOR` (no-color.org) is set; `FORCE_COLOR` overrides both. */
export function terminalOf(stream: NodeJS.WriteStream, wanted: boolean): Terminal {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  const interactive = stream.isTTY === true;
  const forced = FORCE_COLOR !== undefined && FORCE_COLOR !== '' && FORCE_COLOR !== '0';
  const plain = (NO_COLOR !== undefined && NO_COLOR !== '') || TERM === 'dumb';
  const width = stream.columns ?? Number(process.env['COLUMNS'] ?? DEFAULT_WIDTH);
  return {
    width: Number.isFinite(width) && width > 0 ? width : DEFAULT_WIDTH,
    color: wanted && (forced || (interactive && !plain)),
    interactive,
  };
}
