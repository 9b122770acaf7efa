/** The paths that answers contain. The answer and the route behind it both use the function here. */

/** Where the `Location` of a 202 leads. */
export const operationLink = <const Id extends string>(operationId: Id) =>
  `/v1/operations/${operationId}` as const;

/** Where the `type` of a problem leads: relative, because every installation has its own host. */
export const problemLink = <const Code extends string>(code: Code) => `/problems/${code}` as const;
