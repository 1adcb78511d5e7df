/** A module that throws while it is loaded. For the tests. */
const wants: string = 'not want';
if (wants === 'not want') throw new RangeError(`this module does ${wants} to be loaded`);
export const loaded = true;
