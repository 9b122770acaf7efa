/**
 * For every AWS client of the functions. A call that takes longer than its limit has failed for its caller, and may
 * have worked all the same.
 */
export const clientLimits = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 4_000, throwOnRequestTimeout: true },
};
