/** The little language of the model checker's acceptance programs, as a tree. Registers are 32-bit integers that start at 0. */

/** A program as text. */
export interface McSource {
  readonly name: string;
  readonly params?: Readonly<Record<string, number>>;
  readonly init: Readonly<Record<string, number | readonly number[]>>;
  readonly mutexes?: readonly string[];
  readonly threads: readonly McThread[];
  readonly final?: readonly string[];
}

/** One program of the file, with what is expected of it. */
export interface McProgram extends McSource {
  readonly family: string;
  readonly scale?: boolean;
  readonly assertion: string;
  readonly expected: Readonly<Record<McModel, McExpected>>;
}

export interface McThread {
  readonly name: string;
  /** So many copies, each with its index as the constant `me`. */
  readonly count?: number;
  readonly body: readonly string[];
}

export type McModel = 'SC' | 'TSO' | 'RC11';
export type McError = 'safety' | 'race' | 'deadlock';

export interface McExpected {
  readonly complete: number;
  readonly blocked: number;
  readonly error: McError | null;
}

export type McOrder = 'na' | 'rlx' | 'acq' | 'rel' | 'acqrel' | 'sc';
export const MC_ORDERS: readonly McOrder[] = ['na', 'rlx', 'acq', 'rel', 'acqrel', 'sc'];

export type Binary = '||' | '&&' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%';

export type Expression =
  | { readonly is: 'number'; readonly value: number }
  /** A register. */
  | { readonly is: 'register'; readonly name: string }
  /** A parameter of the program, or `me`. */
  | { readonly is: 'constant'; readonly name: string }
  | { readonly is: 'unary'; readonly operator: '-' | '!'; readonly of: Expression }
  | { readonly is: 'binary'; readonly operator: Binary; readonly left: Expression; readonly right: Expression };

/** A location, or an element of an array. */
export interface Cell {
  readonly name: string;
  readonly index?: Expression;
}

export type McStatement =
  | { readonly is: 'load'; readonly to?: string; readonly cell: Cell; readonly order: McOrder }
  | { readonly is: 'store'; readonly cell: Cell; readonly value: Expression; readonly order: McOrder }
  | {
      readonly is: 'cas';
      readonly to?: string;
      readonly cell: Cell;
      readonly expected: Expression;
      readonly value: Expression;
      readonly order: McOrder;
    }
  | { readonly is: 'faa' | 'xchg'; readonly to?: string; readonly cell: Cell; readonly value: Expression; readonly order: McOrder }
  | { readonly is: 'fence'; readonly order: McOrder }
  | { readonly is: 'assume'; readonly condition: Expression }
  | { readonly is: 'assert'; readonly condition: Expression; readonly text: string }
  | { readonly is: 'lock' | 'unlock'; readonly mutex: string }
  | { readonly is: 'set'; readonly to: string; readonly value: Expression }
  | { readonly is: 'if'; readonly condition: Expression; readonly body: readonly McStatement[]; readonly otherwise: readonly McStatement[] }
  | {
      readonly is: 'for';
      readonly register: string;
      readonly from: Expression;
      readonly below: Expression;
      readonly body: readonly McStatement[];
    }
  | { readonly is: 'spin'; readonly body: readonly McStatement[]; readonly until: Expression }
  | { readonly is: 'break' | 'return' };

export interface ParsedThread {
  readonly name: string;
  readonly count: number;
  readonly statements: readonly McStatement[];
  readonly registers: readonly string[];
}

export interface ParsedProgram {
  readonly source: McSource;
  readonly threads: readonly ParsedThread[];
  readonly final: ParsedThread | undefined;
}
