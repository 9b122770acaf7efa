import { charged } from '../../../shared/contracts/billing/charges.ts';
import {
  loyaltyCommands,
  loyaltyEvents,
  PROGRAMME_FLEET,
} from '../../../shared/contracts/loyalty/loyalty.ts';
import { reviewPoints } from '../../../shared/contracts/loyalty/points.ts';
import { programmeExample, publishProgramme } from '../../../shared/contracts/loyalty/programme.ts';
import { erased } from '../../../shared/contracts/riders/erasure.ts';
import { derivedId } from '../../../shared/kernel/ids.ts';
import { addSeconds, instant } from '../../../shared/kernel/time.ts';
import type { Means } from './means.ts';
import { type Exercise, type Exercises, garbage, type Triggers, toTopic } from './triggers.ts';

/** What the functions of the loyalty room do. */
export function loyaltyWork(
  means: Means,
  { deployed, fails, queued, request, swept, timer, tooOld }: Triggers,
): Exercises {
  const name = 'loyalty-consumer';
  const programme = { ...programmeExample, pendingDays: 0 };
  const reviewTimer = (atMs: number) => timer(reviewPoints, { riderId: means.newId('member') }, atMs);

  /** Points that become active in a minute, or tomorrow: a short timer, or a long one, and none after an erasure. */
  const earned: Exercise = async () => {
    await means.hand(
      name,
      means.command(publishProgramme, { fleet: PROGRAMME_FLEET, programme }),
      garbage(loyaltyCommands.name),
    );
    // An environment that has read a programme before keeps it for a while, and by that one points wait for weeks.
    await means.functions.kill(name);
    const { usage } = charged.example;
    const charge = (riderId: string, rentalId: string, endedAt: string) => {
      const periods = usage.periods.map((period) => ({ ...period, endedAt }));
      return means.event(charged, riderId, {
        ...charged.example,
        riderId,
        rentalId,
        usage: { ...usage, periods },
      });
    };
    for (const seconds of [60, 86_400]) {
      const riderId = means.newId('member');
      // A rental earns once, whoever rented it.
      const rentalId = derivedId('rnt', means.newId('rental'));
      await means.hand(name, charge(riderId, rentalId, addSeconds(means.now, seconds)));
      await means.hand(name, means.event(erased, riderId, { riderId, time: means.now }));
    }
  };
  const afterAnother: Exercise = async () => {
    const riderId = means.newId('member');
    await means.leaveBehind(name, `member/${riderId}`, [toTopic(loyaltyEvents.name)]);
    await means.hand(name, means.event(erased, riderId, { riderId, time: means.now }));
  };
  return {
    'loyalty-consumer': [earned, tooOld(name), afterAnother, deployed],
    'loyalty-http': [
      async () => {
        const operator = means.newId('operator');
        await request('operator', operator, 'PUT', '/v1/points-programme', programme);
        await request('operator', operator, 'GET', '/v1/points-programme/totals');
        await request('rider', means.newId('rider'), 'GET', '/v1/riders/me/points');
        await request('rider', means.newId('rider'), 'GET', '/v1/riders/me/points/movements');
      },
      deployed,
    ],
    'loyalty-scheduler': [
      async () => {
        const aggregate = `member/${means.newId('member')}`;
        const at = instant(means.cloud.clock.now() - 1000);
        const due = { aggregate, timer: 'review', at, body: JSON.stringify(reviewTimer(0)) };
        await swept(
          'loyalty-scheduler',
          aggregate,
          [toTopic(loyaltyEvents.name), toTopic(loyaltyCommands.name)],
          [due],
        );
        await means.handMessage('loyalty-scheduler', reviewTimer(-1000));
      },
      queued('loyalty-scheduler', () => reviewTimer(-1000)),
      fails('loyalty-scheduler'),
      deployed,
    ],
  };
}
