/** The key is no index. */
export const NO_INDEX = -1;
/** It is a number as a text, but no index: such an element is never there. */
export const NEVER = -2;

const ZERO = 48;
const TEN = 10;
const MINUS = 45;
/** Longer ones may be no exact numbers. */
const MOST_DIGITS = 15;

/** What a typed array takes a property key for. About 5 ns for an index. */
export function indexOf(key: string | symbol): number {
  if (typeof key === 'symbol') return NO_INDEX;
  const first = key.charCodeAt(0);
  const digit = first - ZERO;
  if (digit >= 0 && digit < TEN) {
    if (key.length === 1) return digit;
    return digit > 0 && key.length <= MOST_DIGITS ? indexFrom(key, digit) : asNumber(key);
  }
  return first === MINUS || key === 'Infinity' || key === 'NaN' ? asNumber(key) : NO_INDEX;
}

function indexFrom(key: string, first: number): number {
  let index = first;
  for (let i = 1; i < key.length; i++) {
    const digit = key.charCodeAt(i) - ZERO;
    if (!(digit >= 0 && digit < TEN)) return asNumber(key);
    index = index * TEN + digit;
  }
  return index;
}

/** Of a key that is no index: whether it is how a number is written. */
function asNumber(key: string): number {
  return key === '-0' || String(+key) === key ? NEVER : NO_INDEX;
}
