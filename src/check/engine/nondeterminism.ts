/** The program did something else than the last time although it was given the same values. Ends the exploration, whatever the program catches. */
export class Nondeterminism extends Error {
  static override readonly name: string = 'Nondeterminism';
  /** The thread that did it; none where it was the code that sets the program up. */
  readonly threads: readonly number[];

  constructor(threads: readonly number[], message: string, options?: ErrorOptions) {
    super(
      `${message}. A checked program may depend on nothing but shared memory: not on variables that several threads change, on time, or on chance`,
      options,
    );
    this.threads = threads;
  }
}
