/** Arguments that make no sense. The message says which, and what would. */
export class UsageError extends Error {}
