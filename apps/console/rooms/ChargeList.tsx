import type { RentalCharge } from '@roadstream/sdk';
import { dayAndTime, money } from '../../design/language.ts';
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
      <thead>
        <tr>
          <th scope="col">{text('time')}</th>
          <th scope="col">{text('rental')}</th>
          <th scope="col">{text('rider')}</th>
          <th scope="col" class="amount">
            {text('total')}
          </th>
        </tr>
      </thead>
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
