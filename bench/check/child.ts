/** `node child.ts INSTANCE MODEL`: explores one instance in a process of its own, so that its CPU time can be taken. Prints a line of JSON. */
import { explore, type ModelName } from '../../src/check/index.ts';
import { compileMc } from '../../scripts/lib/mc-javascript.ts';
import { findInstance } from './instances.ts';

const [name = '', model = 'sc'] = process.argv.slice(2);
const { executions, blocked, seconds, error } = await explore(compileMc(findInstance(name)), {
  model: model as ModelName,
  keepGoing: true,
});
console.log(JSON.stringify({ executions, blocked, seconds, error: error?.kind ?? null }));
