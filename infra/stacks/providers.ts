import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type Bundles, bundleOf } from '../bundle.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import type { SandboxProvider } from '../sandbox/providers.ts';
import type { Stage } from '../stages.ts';

const MEMORY_MB = 128;
const TIMEOUT_SECONDS = 10;

export interface ProvidersProps extends StackProps {
  readonly stage: Stage;
  readonly bundles: Bundles;
  readonly providers: readonly SandboxProvider[];
}

/** The sandbox's providers, in place of real ones. Rooms know them only by name. Holds no data. */
export class ProvidersStack extends Stack {
  constructor(scope: Construct, id: string, { stage, bundles, providers, ...props }: ProvidersProps) {
    super(scope, id, props);
    for (const { name, description } of providers) {
      new NodeFunction(this, name, {
        stage,
        name,
        description,
        bundle: bundleOf(bundles, name),
        memoryMb: MEMORY_MB,
        timeoutSeconds: TIMEOUT_SECONDS,
      });
    }
  }
}
