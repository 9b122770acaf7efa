import type { Provider } from '../cloud/provider.ts';
import { customResources } from './custom-resources/provider.ts';
import { eventSourceMapping } from './providers/event-source-mapping.ts';
import { eventsRule } from './providers/events-rule.ts';
import { lambdaFunction } from './providers/function.ts';
import { lambdaEventInvokeConfig, lambdaPermission } from './providers/function-access.ts';
import { lambdaAlias, lambdaVersion } from './providers/function-versions.ts';
import { schedulerGroup, schedulerSchedule } from './providers/schedule.ts';

/** Functions and what invokes them: event sources, schedules, custom resources. */
export const functionProviders: readonly Provider[] = [
  lambdaFunction,
  lambdaVersion,
  lambdaAlias,
  lambdaPermission,
  lambdaEventInvokeConfig,
  eventSourceMapping,
  schedulerSchedule,
  schedulerGroup,
  eventsRule,
  ...customResources,
];
