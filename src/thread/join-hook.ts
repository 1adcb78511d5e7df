/** Where the debug mode of locks is told that this thread is about to wait for the end of another, by its record. Returns what is to be called afterwards. Costs a load where a thread would sleep. */
export const joinHook: { waits?: (record: number, name: string) => () => void } = {};
