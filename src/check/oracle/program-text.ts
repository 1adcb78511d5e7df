import type { DataProgram, Operand, Statement } from './program.ts';

const LOCATIONS = 'xyzabcdefgh';

/** A data program for people to read: what a failing comparison prints. Its JSON is what they paste into a test. */
export function programText(program: DataProgram): string {
  const initial = program.initial.map((value, at) => `${LOCATIONS[at]} = ${value}`).join(', ');
  return [initial, ...program.threads.map((thread, t) => `thread ${t}: ${thread.map(statementText).join('; ')}`)].join('\n');
}

function statementText(s: Statement): string {
  switch (s.op) {
    case 'load':
      return `r${s.to} = load(${LOCATIONS[s.at]}, ${s.order})`;
    case 'store':
      return `store(${LOCATIONS[s.at]}, ${operandText(s.value)}, ${s.order})`;
    case 'rmw':
      return `r${s.to} = ${s.how}(${LOCATIONS[s.at]}, ${operandText(s.value)}, ${s.order})`;
    case 'cas':
      return `r${s.to} = cas(${LOCATIONS[s.at]}, ${operandText(s.expected)}, ${operandText(s.value)}, ${s.order})`;
    case 'fence':
      return `fence(${s.order})`;
    case 'assume':
      return `assume(r${s.register} == ${s.is})`;
    case 'if':
      return `if (r${s.register} == ${s.is}) next ${s.count}`;
    case 'choose':
      return `r${s.to} = choose(${s.of})`;
    case 'await':
      return `await(${LOCATIONS[s.at]} == ${s.is}, ${s.order})`;
    case 'await-cas':
      return `await cas(${LOCATIONS[s.at]}, ${s.expected}, ${s.value}, ${s.order})`;
    case 'lock':
    case 'unlock':
      return `${s.op}(l${s.lock})`;
    case 'wait':
      return `r${s.to} = wait(${LOCATIONS[s.at]}, ${s.expected}${s.timed ? ', timed' : ''})`;
    case 'notify':
      return `r${s.to} = notify(${LOCATIONS[s.at]}, ${s.count})`;
  }
}

const operandText = (operand: Operand): string =>
  typeof operand === 'number' ? String(operand) : `r${operand.register}${operand.plus === 0 ? '' : ` + ${operand.plus}`}`;
