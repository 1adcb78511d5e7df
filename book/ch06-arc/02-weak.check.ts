/** An Arc that was the last is never revived, and the memory is given back once. */
import { holds } from '../lib/claims.ts';
import { Arc, Weak } from './02-weak.ts';
import { droppedOnce, mutatedAlone } from './arc-programs.ts';
import { freedOnce, mutatedAloneBesideDowngrade, mutatedAloneBesideUpgrade, neverRevived } from './weak-programs.ts';

const classes = { Arc, Weak };

holds({ js: 24, rc11: 24 }, 'the value is dropped once, after every use', droppedOnce(Arc));
holds({ js: 5, rc11: 5 }, 'who changes the value has it alone', mutatedAlone(Arc));
holds({ js: 20, rc11: 21 }, 'an upgrade never revives', neverRevived(classes));
holds({ js: 326, rc11: 348 }, 'the memory is given back once', freedOnce(classes));
holds({ js: 20, rc11: 20 }, 'who changes the value has it alone, beside an upgrade', mutatedAloneBesideUpgrade(classes));
holds({ js: 51, rc11: 53 }, 'who changes the value has it alone, beside a downgrade', mutatedAloneBesideDowngrade(classes));
