import type { Charge, ChargeLine } from '@roadstream/sdk';
import { money, number } from '../../design/language.ts';
import { Heads } from '../heads.tsx';
import { text } from '../texts.ts';

/** A charge line by line, as it was calculated. */
export function ChargeTable({
  charge,
  isQuote = false,
}: {
  readonly charge: Charge;
  /** Everything of a quote is assumed. */
  readonly isQuote?: boolean;
}) {
  const { currency, lines, taxes, net, total, estimated } = charge;
  return (
    <table>
      <Heads of={['line', 'amount']} amounts={['amount']} />
      <tbody>
        {lines.map((line) => (
          <tr key={line.lineId}>
            <td>
              {line.lineId} <span class="dim">{quantities(line)}</span>
            </td>
            <td class="amount number">{money(line.net, currency)}</td>
          </tr>
        ))}
        <tr>
          <td>{text('net')}</td>
          <td class="amount number">{money(net, currency)}</td>
        </tr>
        {taxes.map((tax) => (
          <tr key={tax.taxId}>
            <td>
              {tax.name} {tax.percent} %
            </td>
            <td class="amount number">{money(tax.amount, currency)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">
            {text('total')}{' '}
            {!isQuote && estimated.length > 0 && (
              <span class="warn">
                ({text('estimated')}: {estimated.join(', ')})
              </span>
            )}
          </th>
          <td class="amount number">
            <b>{money(total, currency)}</b>
          </td>
        </tr>
      </tfoot>
    </table>
  );
}

function quantities({ parts, reason }: ChargeLine): string {
  if (reason.code === 'ADJUSTMENT') return reason.text;
  return parts
    .map(({ quantity, unit, rate }) =>
      unit === 'once' ? rate : `${number(quantity, 2)} ${unit === 'minute' ? 'min' : unit} × ${rate}`,
    )
    .join(' + ');
}
