/** What judges the executions, and runs the threads' code. */
export interface Host {
  /** The thread's next operation is not known: runs its code from the start. Returns what its last step came to. */
  runLive(thread: number, node: number): number;
  /** Every thread has ended or stays where it is. Returns false to end the exploration. */
  onExecution(complete: boolean): boolean;
  /** An access was added that may race. Returns false to end the exploration. */
  onAccess(event: number): boolean;
  /** The thread frees a block. Returns false to end the exploration. */
  onFree(event: number): boolean;
  /** Whether the operation after `node` that gave `value` is known to get no further. */
  isStuck(node: number, value: number, thread: number): boolean;
  /** Whether the thread was told to end and has not: then it ends in another execution, wherever it is. */
  isToBeEnded(thread: number): boolean;
  /** Whether the thread at `node` only does again what it has just done. */
  isSpin(thread: number, node: number): boolean;
}
