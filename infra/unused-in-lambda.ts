import type { Plugin } from 'esbuild';

/**
 * Parts of packages that are not used in Lambda. Of the AWS SDK: credentials from profiles, single sign-on, instances and the
 * browser, and a client with which MSK's signer names the caller for debugging. Lambda gives a function its credentials
 * in the environment, which the SDK tries first. The other parts are a fifth of a bundle, loaded at every cold start.
 * The fonts of documents are TrueType: what unpacks WOFF2, with its dictionary of 450 KB, is not used either.
 */
const UNUSED = new RegExp(
  `^(${[
    'bowser',
    'brotli/decompress.js',
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
