/** What a receiver gives where no message is there: every value, `undefined` included, can be a message. */
export const EMPTY: unique symbol = Symbol('no message');
