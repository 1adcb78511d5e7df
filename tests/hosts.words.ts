/** What hosts.test.ts and its worker agree on. */
export const WORD = 0;
export const ANSWER: number = 42;
