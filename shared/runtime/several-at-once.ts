/**
 * Does the work for each item, at most this many at the same time, started in order. Rejects with the first failure,
 * but the work for the other items goes on.
 */
export async function severalAtOnce<Each>(
  all: readonly Each[],
  most: number,
  work: (each: Each) => Promise<void>,
): Promise<void> {
  const next = all.values();
  const worker = async (): Promise<void> => {
    for (const each of next) await work(each);
  };
  await Promise.all(Array.from({ length: Math.min(most, all.length) }, worker));
}
