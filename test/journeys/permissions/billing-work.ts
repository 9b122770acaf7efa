import { billingCommands, billingEvents, TARIFF_FLEET } from '../../../shared/contracts/billing/billing.ts';
import {
  draftTariff,
  publishTariff,
  setTariffChoice,
} from '../../../shared/contracts/billing/tariff-management.ts';
import { paymentsCommands } from '../../../shared/contracts/payments/payments.ts';
import type { Means } from './means.ts';
import { type Exercise, type Exercises, garbage, type Triggers, toTopic } from './triggers.ts';

/** What the functions of the billing room do. */
export function billingWork(means: Means, { deployed, fails, request, swept, tooOld }: Triggers): Exercises {
  const name = 'billing-consumer';
  const operator = () => means.newId('operator');
  const managed: Exercise = async () => {
    const tariffId = means.newId('tariff').toLowerCase();
    const { terms } = draftTariff.example;
    await means.hand(name, means.command(draftTariff, { tariffId, terms }), garbage(billingCommands.name));
    await means.hand(name, means.command(publishTariff, { tariffId }));
    // The one that was chosen before is given back.
    const choice = { timeZone: 'Europe/Andorra', default: tariffId, entries: [] };
    await means.hand(name, means.command(setTariffChoice, { fleet: TARIFF_FLEET, choice }));
  };
  const afterAnother: Exercise = async () => {
    const tariffId = means.newId('tariff').toLowerCase();
    await means.leaveBehind(name, `tariff/${tariffId}`, [toTopic(billingEvents.name)]);
    const { terms } = draftTariff.example;
    await means.hand(name, means.command(draftTariff, { tariffId, terms }));
  };
  return {
    'billing-consumer': [managed, tooOld(name), afterAnother, deployed],
    'billing-http': [
      async () => {
        // An environment that has read once keeps what it read for a while.
        await means.functions.kill('billing-http');
        await request('rider', means.newId('anybody'), 'GET', '/v1/tariffs');
        await request('rider', means.newId('rider'), 'GET', '/v1/riders/me/charges');
        await request(
          'rider',
          means.newId('rider'),
          'GET',
          '/v1/rentals/rnt_00000000000000000000000001/charge',
        );
        await request(
          'operator',
          operator(),
          'PUT',
          '/v1/tariffs/of-evidence/draft',
          draftTariff.example.terms,
        );
      },
      deployed,
    ],
    'billing-scheduler': [
      async () =>
        await swept('billing-scheduler', `tariff/${means.newId('tariff')}`, [
          toTopic(billingEvents.name),
          toTopic(paymentsCommands.name),
        ]),
      fails('billing-scheduler'),
      deployed,
    ],
  };
}
