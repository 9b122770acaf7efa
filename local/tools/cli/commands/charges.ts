import type { WaitingAdjustment } from '../../../../shared/contracts/billing/adjusting.ts';
import type { RentalCharge } from '../../../../shared/contracts/billing/charges.ts';
import { moneyText } from '../../../../shared/kernel/money.ts';
import { everyPage } from '../every-page.ts';
import { harmless } from '../paint.ts';
import { type CommonOptions, orNone, print, target } from '../target.ts';

interface ChargesOptions extends CommonOptions {
  readonly day?: string;
  readonly rider?: string;
  readonly notRated?: boolean;
  readonly waiting?: boolean;
}

/** Charges as an operator sees them: of a day or a rider, those that could not be made, or adjustments that wait. */
export async function charges(options: ChargesOptions): Promise<void> {
  const { platform } = target(options);
  if (options.waiting === true) {
    const waiting = await everyPage<WaitingAdjustment>(platform, '/v1/charges/adjustments', 'adjustments');
    return print(options, { adjustments: waiting }, orNone(waiting.map(waitingText)));
  }
  const path = pathOf(options);
  const list = await everyPage<RentalCharge>(platform, path, 'charges');
  print(options, { charges: list }, orNone(list.map(chargeText)));
}

function pathOf({ day, rider, notRated }: ChargesOptions): string {
  if (notRated === true) return '/v1/charges/not-rated';
  if (rider !== undefined) return `/v1/riders/${encodeURIComponent(rider)}/charges`;
  return day === undefined ? '/v1/charges' : `/v1/charges?day=${encodeURIComponent(day)}`;
}

export function chargeText(charge: RentalCharge): string {
  const { time, rentalId, riderId, state, revision, problem, adjustments = [], pending } = charge;
  const notes = [
    ...(problem === undefined ? [] : [`${problem.code}: ${problem.detail}`]),
    ...adjustments.map(({ reason, operator }) => `adjusted by ${operator}: ${reason}`),
    ...(pending === undefined ? [] : [`waits for approval: ${pending.reason}`]),
  ];
  return [
    time,
    rentalId,
    riderId,
    `${state}${revision === undefined ? '' : ` ${revision}`}`,
    charge.charge === undefined
      ? ''
      : `${moneyText({ ...charge.charge, amount: charge.charge.total })} ${charge.charge.currency}`,
    ...notes.map(harmless),
  ].join('  ');
}

function waitingText({ rentalId, riderId, currency, adjustment }: WaitingAdjustment): string {
  const { adjustmentId, difference, operator, reason, time } = adjustment;
  const amount = `${moneyText({ amount: difference, currency })} ${currency}`;
  return [time, rentalId, riderId, adjustmentId, amount, `by ${operator}: ${harmless(reason)}`].join('  ');
}
