import { billingWork } from './billing-work.ts';
import { damageWork } from './damage-work.ts';
import { gbfsWork } from './gbfs-work.ts';
import { loyaltyWork } from './loyalty-work.ts';
import { mailWork } from './mail-work.ts';
import type { Means } from './means.ts';
import { offersWork } from './offers-work.ts';
import { partnersWork } from './partners-work.ts';
import { paymentsWork } from './payments-work.ts';
import { platformWork } from './platform-work.ts';
import { realtimeWork } from './realtime-work.ts';
import { rentalsWork } from './rentals-work.ts';
import { ridersWork } from './riders-work.ts';
import { servicesWork } from './services-work.ts';
import { storiesWork } from './stories-work.ts';
import { stripeWork } from './stripe-work.ts';
import { telemetryWork } from './telemetry-work.ts';
import { type Exercises, triggersOf } from './triggers.ts';
import { vehiclesWork } from './vehicles-work.ts';

/** What each role is for. By the names of functions; other roles by a part of their names. */
export function exercisesOf(means: Means): Exercises {
  const triggers = triggersOf(means);
  return {
    ...telemetryWork(means, triggers),
    ...vehiclesWork(means, triggers),
    ...ridersWork(means, triggers),
    ...rentalsWork(means, triggers),
    ...damageWork(means, triggers),
    ...realtimeWork(means, triggers),
    ...gbfsWork(means, triggers),
    ...billingWork(means, triggers),
    ...loyaltyWork(means, triggers),
    ...mailWork(means, triggers),
    ...paymentsWork(means, triggers),
    ...partnersWork(means, triggers),
    ...offersWork(means, triggers),
    ...storiesWork(means, triggers),
    ...platformWork(means, triggers),
    ...stripeWork(means, triggers),
    ...servicesWork(means, triggers),
  };
}
