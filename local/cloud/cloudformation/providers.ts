import { inert } from '../core/no-effect.ts';

/** Tells AWS which constructs are in use. */
export const cdkMetadata = inert(
  'AWS::CDK::Metadata',
  'it tells AWS how the CDK is used',
  ['Analytics'],
  ({ generatedName }) => ({ ref: generatedName }),
);
