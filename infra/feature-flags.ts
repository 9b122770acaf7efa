/**
 * The CDK's feature flags that this app relies on. They are not in cdk.json, so that `npm run synth` and the CDK's
 * command line make the same templates.
 */
export const featureFlags: Readonly<Record<string, boolean>> = {
  '@aws-cdk/aws-iam:minimizePolicies': true,
  '@aws-cdk/core:checkSecretUsage': true,
  '@aws-cdk/core:validateAgainstDefaultRules': true,
};
