import type { Provider } from '../core/provider.ts';
import { eventsRule } from './events-rule.ts';
import { schedulerGroup, schedulerSchedule } from './schedule.ts';

/** Schedules of EventBridge Scheduler, and the rules of EventBridge that are schedules. */
export const schedulerProviders: readonly Provider[] = [schedulerSchedule, schedulerGroup, eventsRule];
