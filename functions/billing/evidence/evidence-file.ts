import type { Charge } from '../../../shared/contracts/billing/charge.ts';
import type { RentalCharge } from '../../../shared/contracts/billing/charges.ts';
import type { Fee } from '../../../shared/contracts/billing/fees.ts';
import { type DisputeEvidence, EVIDENCE_LENGTH } from '../../../shared/contracts/payments/provider.ts';
import type { Usage, UsagePeriod } from '../../../shared/contracts/rentals/usage.ts';
import { moneyText } from '../../../shared/kernel/money.ts';
import { lineText } from '../invoices/line-text.ts';

/**
 * What the bank is told about what was paid: when the car was used by its own readings, what that cost line by line, and
 * the invoice. Everything is from the books, and nothing in it names the rider.
 */

export interface EvidenceBasis {
  /** Of the rental that was paid, or beside which the fee was posted. */
  readonly rental?: RentalCharge | undefined;
  readonly fee?: Fee | undefined;
  /** The number of the invoice of what was paid. */
  readonly invoice?: string | undefined;
  readonly paymentId: string;
}

/** Undefined when the books know nothing of it. */
export function evidenceFile({
  rental,
  fee,
  invoice,
  paymentId,
}: EvidenceBasis): DisputeEvidence | undefined {
  const charge = fee?.charge ?? rental?.charge;
  if (charge === undefined) return undefined;
  const usage = rental?.usage;
  const car = usage === undefined ? 'a shared car' : `a shared car (${usage.model})`;
  const use = `use of ${car}, rental ${fee?.rentalId ?? rental?.rentalId ?? ''}`;
  return {
    product: cut(fee === undefined ? `The ${use}` : `Fee ${fee.feeId} beside the ${use}`),
    serviceDate: (usage === undefined ? (fee?.time ?? rental?.time ?? '') : firstUse(usage)).slice(0, 10),
    activity: cut(usage === undefined ? 'The use is not known.' : activityOf(usage, rental?.vin)),
    explanation: cut(
      [
        ...linesOf(charge),
        ...(fee === undefined ? [] : [`Evidence for the fee: ${fee.evidence.text}`]),
        ...(invoice === undefined ? [] : [`Invoice: ${invoice}`]),
        `Payment: ${paymentId}`,
        ...(charge.tariff === undefined
          ? []
          : [`Prices: version ${charge.tariff.version} of the tariff ${charge.tariff.tariffId}`]),
      ].join('\n'),
    ),
  };
}

const firstUse = ({ periods }: Usage): string =>
  (periods.find(({ kind }) => kind !== 'RESERVED') ?? periods[0])?.startedAt ?? '';

function activityOf({ periods, startOdometerKm, endOdometerKm }: Usage, vin: string | undefined): string {
  return [
    `Car: ${vin ?? ''}`,
    ...(startOdometerKm === undefined ? [] : [`Odometer at the start: ${startOdometerKm} km`]),
    ...periods.map(periodText),
    ...(endOdometerKm === undefined ? [] : [`Odometer at the end: ${endOdometerKm} km`]),
  ].join('\n');
}

function periodText({ kind, startedAt, endedAt, distanceMetres, estimates = [] }: UsagePeriod): string {
  const distance = kind === 'DRIVING' ? `, ${distanceMetres / 1000} km` : '';
  const found =
    estimates.length === 0
      ? 'by the car’s own readings'
      : `estimated: ${estimates.map(({ value, by }) => `${value} (${by})`).join(', ')}`;
  return `${startedAt} to ${endedAt}: ${kind.toLowerCase()}${distance}, ${found}`;
}

function linesOf({ lines, taxes, total, currency }: Charge): readonly string[] {
  const money = (amount: number): string => `${moneyText({ amount, currency })} ${currency}`;
  return [
    ...lines.map((line) => `${lineText(line)}: ${money(line.gross)}`),
    ...taxes.map(({ name, percent, amount }) => `In it ${name} ${percent} %: ${money(amount)}`),
    `Total: ${money(total)}`,
  ];
}

/** Whole lines, as many as there is room for. */
function cut(text: string): string {
  if (text.length <= EVIDENCE_LENGTH) return text;
  const short = text.slice(0, EVIDENCE_LENGTH - 2);
  return `${short.slice(0, Math.max(short.lastIndexOf('\n'), 0))}\n…`;
}
