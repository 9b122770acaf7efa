/**
 * The key of the local cloud's own tools (the console, the command line, tests): it may do everything. Whoever can
 * reach the endpoint on this computer may be the administrator of a cloud that exists only on it.
 */
export const administrator = {
  accessKeyId: 'AKIALOCALADMINISTRAT',
  secretAccessKey: 'administrator-of-the-local-cloud',
} as const;
