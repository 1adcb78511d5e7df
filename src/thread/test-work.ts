/** What the threads of the tests run: exports that `spawn(work, 'name')` finds, without a test framework in their module graph. */
export function add(a: number, b: number): number {
  return a + b;
}

export async function addLater(a: number, b: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 1));
  return a + b;
}
