/** Why a test cannot be run on real threads. The message begins with {@link CannotRun.PREFIX}, also where it comes from another thread. */
export class CannotRun extends Error {
  static readonly PREFIX = 'cannot be run: ';

  constructor(reason: string) {
    super(CannotRun.PREFIX + reason);
    this.name = 'CannotRun';
  }
}
