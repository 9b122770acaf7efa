/**
 * For every AWS client of the functions. A call that takes longer than its limit fails for its caller, but may still
 * have taken effect.
 */
export const clientLimits = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 4_000, throwOnRequestTimeout: true },
};
