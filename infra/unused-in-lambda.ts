import type { Plugin } from 'esbuild';

/**
 * What the AWS SDK carries for other places than Lambda: credentials from profiles, single sign-on, instances and the
 * browser, and with MSK's signer a client that names the caller to who debugs it. Lambda gives a function its
 * credentials in the environment, which the SDK tries first and finds; the rest is a fifth of a bundle, read at every
 * cold start.
 */
const UNUSED = new RegExp(
  `^(${[
    'bowser',
    '@aws-sdk/client-sts',
    '@aws-sdk/credential-provider-(cognito-identity|ini|login|process|sso|web-identity)',
    '@aws-sdk/nested-clients(/.*)?',
    '@aws-sdk/token-providers',
    '@smithy/credential-provider-imds',
  ].join('|')})$`,
);

/** Leaves it out: whoever asks for it finds an empty module. */
export const withoutUnused: Plugin = {
  name: 'without-what-lambda-never-uses',
  setup(build) {
    build.onResolve({ filter: UNUSED }, ({ path }) => ({ path, namespace: 'unused', sideEffects: false }));
    build.onLoad({ filter: /.*/, namespace: 'unused' }, () => ({ contents: 'module.exports = {};' }));
  },
};
