/** What the engine itself threw in the middle of a run: it ends the exploration, whatever the program catches. The first one counts. */
export class Failure {
  #noted: { readonly error: unknown } | undefined;

  get isThere(): boolean {
    return this.#noted !== undefined;
  }

  note(error: unknown): void {
    this.#noted ??= { error };
  }

  /** Where no code of the program is on the stack that could catch it. */
  throwIfAny(): void {
    if (this.#noted === undefined) return;
    const { error } = this.#noted;
    this.#noted = undefined;
    throw error;
  }
}
