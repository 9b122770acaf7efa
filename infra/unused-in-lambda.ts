import type { Plugin } from 'esbuild';

/**
 * Parts of the AWS SDK that are not used in Lambda: credentials from profiles, single sign-on, instances and the
 * browser, and a client with which MSK's signer names the caller for debugging. Lambda gives a function its credentials
 * in the environment, which the SDK tries first. The other parts are a fifth of a bundle, loaded at every cold start.
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

/** Replaces the unused parts with empty modules. */
export const withoutUnused: Plugin = {
  name: 'without-what-lambda-never-uses',
  setup(build) {
    build.onResolve({ filter: UNUSED }, ({ path }) => ({ path, namespace: 'unused', sideEffects: false }));
    build.onLoad({ filter: /.*/, namespace: 'unused' }, () => ({ contents: 'module.exports = {};' }));
  },
};
