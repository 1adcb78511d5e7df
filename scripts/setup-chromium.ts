/**
 * Makes sure that there is a Chromium to test in: where it is missing, installs Debian's with apt-get.
 * Costs nothing when Chromium is there, else about a minute and 400 MB.
 *
 *     node scripts/setup-chromium.ts
 */
import { existsSync } from 'node:fs';
import { CHROMIUM_VARIABLE, findChromium } from './lib/chromium.ts';
import { runCommand } from './lib/run-command.ts';

const APT_GET = '/usr/bin/apt-get';
/** A slow mirror takes minutes; twice the longest seen, a guess. */
const INSTALL_LIMIT_MS = 480_000;

/** The path of a Chromium; throws an Error that says what to do where there is none to be had. */
export async function ensureChromium(): Promise<string> {
  const found = findChromium();
  if (found !== undefined) return found;
  const named = process.env[CHROMIUM_VARIABLE];
  if (named !== undefined && named !== '')
    throw new Error(`${CHROMIUM_VARIABLE} names "${named}", which is not a program that can be run.`);
  if (!existsSync(APT_GET)) throw new Error(`There is no Chromium, and no apt-get to install it with. ${WHAT_TO_DO}`);
  if (process.getuid?.() !== 0)
    throw new Error(`There is no Chromium, and only root may install it. Run: sudo apt-get install chromium. ${WHAT_TO_DO}`);
  console.log("Chromium is missing: installing Debian's with apt-get (about a minute)");
  const update = await apt('update', '-qq');
  const install = await apt('install', '-y', '-qq', '--no-install-recommends', 'chromium');
  const path = findChromium();
  if (path === undefined) throw new Error(`apt-get could not install chromium. ${WHAT_TO_DO}\n${update.output}${install.output}`);
  return path;
}

const WHAT_TO_DO = `Install Chromium or Chrome by your system's own means, or set ${CHROMIUM_VARIABLE} to the path of one.`;

function apt(...args: readonly string[]) {
  return runCommand(APT_GET, args, { timeLimitMs: INSTALL_LIMIT_MS, env: { DEBIAN_FRONTEND: 'noninteractive' } });
}

if (import.meta.main) {
  try {
    console.log(`Chromium: ${await ensureChromium()}`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
