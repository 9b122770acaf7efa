/**
 * Does the work for each, beginning in their order, at most so many at the same time. Rejects with the first failure;
 * the others are gone on with all the same.
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
