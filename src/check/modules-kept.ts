/**
 * Whether instances of instrumented modules may serve several runs of a thread. They may while their state is found as evaluating them left it; what of it cannot be seen shows as a thread
 * that does something else than before, and the exploration then begins anew without this.
 */
export const keepingModules = { isAllowed: true, uses: 0 };
