/** Where things are in this repository. Costs nothing. */
import { fileURLToPath } from 'node:url';

export const root: string = fileURLToPath(new URL('../../', import.meta.url)).replace(/[\\/]$/, '');

/** The path of a command that npm installed. */
export const installed = (command: string): string => `${root}/node_modules/.bin/${command}`;
