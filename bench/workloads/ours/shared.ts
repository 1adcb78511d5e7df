import { u32 } from 'lockwright/memory';
import { Arc } from 'lockwright/shared';
import { expectEqual, on, type Workloads } from '../../harness/workload.ts';

/** Arc and Weak, by one thread. One operation is to have one more, and to have it no more. */

export const workloads: Workloads = {
  'arc-clone-drop': () => {
    return on(new Arc(u32, 7), (arc, n) => {
      let sum = 0;
      for (let i = 0; i < n; i++) {
        const clone = arc.clone();
        sum += clone.value;
        clone.dispose();
      }
      expectEqual(sum, 7 * n, 'the values');
      expectEqual(arc.strongCount, 1, 'who has it in the end');
    });
  },
  'weak-upgrade-drop': () => {
    const arc = new Arc(u32, 7);
    return on(arc.downgrade(), (weak, n) => {
      let sum = 0;
      for (let i = 0; i < n; i++) {
        const upgraded = weak.upgrade()!;
        sum += upgraded.value;
        upgraded.dispose();
      }
      expectEqual(sum, 7 * n, 'the values');
      expectEqual(arc.strongCount, 1, 'who has it in the end');
    });
  },
  'arc-new-drop': () => (n) => {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const arc = new Arc(u32, 7);
      sum += arc.value;
      arc.dispose();
    }
    expectEqual(sum, 7 * n, 'the values');
  },
};
