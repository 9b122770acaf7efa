import type { Provider } from '../core/provider.ts';
import { customResources } from './custom-resources/provider.ts';
import { eventSourceMapping } from './providers/event-source-mapping.ts';
import { lambdaFunction } from './providers/function.ts';
import { lambdaEventInvokeConfig, lambdaPermission } from './providers/function-access.ts';
import { lambdaAlias, lambdaVersion } from './providers/function-versions.ts';

/** Functions and what invokes them: event sources, custom resources. */
export const lambdaProviders: readonly Provider[] = [
  lambdaFunction,
  lambdaVersion,
  lambdaAlias,
  lambdaPermission,
  lambdaEventInvokeConfig,
  eventSourceMapping,
  ...customResources,
];
