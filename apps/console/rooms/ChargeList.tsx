import type { RentalCharge } from '@roadstream/sdk';
import { dayAndTime, money } from '../../design/language.ts';
import { Heads } from '../heads.tsx';
import { linkTo } from '../route.ts';
import { text } from '../texts.ts';

/** Charges in a table; each leads to its rental, with all lines. */
export function ChargeList({
  charges,
  none,
}: {
  readonly charges: readonly RentalCharge[];
  readonly none: string;
}) {
  if (charges.length === 0) return <p class="dim">{none}</p>;
  return (
    <table>
      <Heads of={['time', 'rental', 'rider', 'total']} amounts={['total']} />
      <tbody>
        {charges.map(({ rentalId, riderId, time, charge, problem }) => (
          <tr key={rentalId}>
            <td class="number">{dayAndTime(time)}</td>
            <td>
              <a href={linkTo('rentals', rentalId)}>{rentalId.slice(0, 12)}…</a>
            </td>
            <td>
              <a href={linkTo('riders', riderId)}>{riderId}</a>
            </td>
            <td class="amount number">
              {charge === undefined ? (
                <span class="bad">{problem?.detail ?? text('notRated')}</span>
              ) : (
                money(charge.total, charge.currency)
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
