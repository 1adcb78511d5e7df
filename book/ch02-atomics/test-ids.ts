/** The id that is allocated, or `'none'` if there are no more. */
export function idOrNone(allocate: () => number): number | 'none' {
  try {
    return allocate();
  } catch (error) {
    if (error instanceof RangeError) return 'none';
    throw error;
  }
}
