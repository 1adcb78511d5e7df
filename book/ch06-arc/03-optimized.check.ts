/** The same claims as of the Arc before: the count that is saved was not needed. */
import { holds } from '../lib/claims.ts';
import { Arc, Weak } from './03-optimized.ts';
import { droppedOnce, mutatedAlone } from './arc-programs.ts';
import { freedOnce, mutatedAloneBesideDowngrade, mutatedAloneBesideUpgrade, neverRevived } from './weak-programs.ts';

const classes = { Arc, Weak };

holds({ js: 6, rc11: 6 }, 'the value is dropped once, after every use', droppedOnce(Arc));
holds({ js: 3, rc11: 3 }, 'who changes the value has it alone', mutatedAlone(Arc));
holds({ js: 12, rc11: 12 }, 'an upgrade never revives', neverRevived(classes));
holds({ js: 131, rc11: 135 }, 'the memory is given back once', freedOnce(classes));
holds({ js: 9, rc11: 9 }, 'who changes the value has it alone, beside an upgrade', mutatedAloneBesideUpgrade(classes));
holds({ js: 25, rc11: 25 }, 'who changes the value has it alone, beside a downgrade', mutatedAloneBesideDowngrade(classes));
