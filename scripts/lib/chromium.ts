/** Finds a Chromium to test in. Costs a few look-ups of files; installs nothing. */
import { accessSync, constants } from 'node:fs';

/** Set this to use a Chromium that lies elsewhere. */
export const CHROMIUM_VARIABLE = 'LOCKWRIGHT_CHROMIUM';

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

export function findChromium(): string | undefined {
  const named = process.env[CHROMIUM_VARIABLE];
  return (named === undefined || named === '' ? USUAL_PLACES : [named]).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
