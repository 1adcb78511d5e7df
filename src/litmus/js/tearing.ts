import { Evaluator } from '../cat/evaluate.ts';
import type { CompiledModel } from '../cat/model.ts';
import type { Origin } from '../enumerate/limit.ts';
import { visitCandidates } from './candidates.ts';
import { ELEMENTS } from './elements.ts';
import type { JsExecution } from './execution.ts';
import type { JsPlace, JsProgram } from './program.ts';
import { place, skeletonOf } from './skeleton.ts';

const ORIGIN: Origin = { name: 'probe', file: 'probe', text: '', rounds: 0, threads: [] };
const constant = (value: number) => ({ kind: 'constant', value }) as const;
const element = ELEMENTS.get('Uint16')!;
const cell: JsPlace = {
  block: 0, offset: 0, index: constant(0), scale: element.size, element, littleEndian: true, atomic: false, tears: false,
}; // prettier-ignore
/** Two threads write a cell plainly, a third one reads it. */
const PROBE: JsProgram = {
  threads: [
    ...[0x0101, 0x0202].map(
      (value) => ({ registers: [], initial: [], code: [{ op: 'store', place: cell, value: constant(value) }] }) as const,
    ),
    { registers: ['r0'], initial: [0], code: [{ op: 'load', register: 0, place: cell }] },
  ],
  blocks: ['x'],
  initial: [new Map()],
  final: [],
};

const known = new WeakMap<CompiledModel, boolean>();

/**
 * Whether a model never lets a read that does not tear take bytes of two writes of its own range: it is asked about the execution that has
 * nothing else, and what is forbidden there is forbidden wherever there is more. Costs sixteen candidates, once for each model.
 */
export function forbidsTearing(model: CompiledModel): boolean {
  let forbids = known.get(model);
  if (forbids === undefined) known.set(model, (forbids = ask(model)));
  return forbids;
}

function ask(model: CompiledModel): boolean {
  const evaluator = new Evaluator(model);
  let forbids = true;
  let execution!: JsExecution;
  visitCandidates(
    PROBE,
    {
      isMonotone: true,
      usesOrder: model.usesOrder,
      forbidsTearing: false,
      begin(began, _traces, handovers) {
        execution = began;
        evaluator.begin(skeletonOf(ORIGIN, execution, handovers));
      },
      visit(sources, order) {
        const writes = new Set(sources.filter((write) => execution.events[write]!.thread !== -1));
        if (writes.size < 2) return;
        place(evaluator, execution, sources, order);
        if (evaluator.violated() === undefined) forbids = false;
      },
    },
    ORIGIN.rounds,
  );
  return forbids;
}
