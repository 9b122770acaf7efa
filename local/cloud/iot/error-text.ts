/** What an error says, with what caused it; of several errors in one, the last. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause: unknown = error instanceof AggregateError ? error.errors.at(-1) : error.cause;
  return cause === undefined ? error.message : `${error.message}: ${errorText(cause)}`;
}
