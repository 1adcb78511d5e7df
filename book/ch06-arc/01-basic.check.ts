/** The value is dropped exactly once and after every use, and who gets it to change it has it alone. */
import { AtomicU32 } from 'lockwright/atomic';
import { heapRegion } from 'lockwright/memory';
import { holds, mustBe } from '../lib/claims.ts';
import { droppedOnce, mutatedAlone } from './arc-programs.ts';
import { Arc, MOST } from './01-basic.ts';
import { Value } from './value.ts';

holds({ js: 6, rc11: 6 }, 'the value is dropped once, after every use', droppedOnce(Arc));
holds({ js: 3, rc11: 3 }, 'who changes the value has it alone', mutatedAlone(Arc));

holds({ js: 1 }, 'there are never more Arcs than half of what the count can be', () => {
  const arc = Arc.new(Value.new(1));
  const address = arc.clone().intoRaw();
  AtomicU32.at(heapRegion(), address).store(MOST + 1, 'relaxed');
  const clone = (): string => {
    try {
      arc.clone();
      return 'cloned';
    } catch (error) {
      return (error as Error).message;
    }
  };
  return {
    threads: [clone],
    finally: ([said]) => mustBe(said, 'too many Arcs of one value: some are never ended', 'what clone() said'),
  };
});
