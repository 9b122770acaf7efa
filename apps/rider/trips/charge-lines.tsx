import type { Charge, ChargeLine } from '@roadstream/sdk';
import type { JSX } from 'preact';
import { useApp } from '../shell/app-context.ts';
import type { Word, Words } from '../words/words.ts';

/** A charge line by line, with what each line rests on. */
export function ChargeLines({ charge }: { readonly charge: Charge }): JSX.Element {
  const { words } = useApp();
  const { currency, taxes, payments } = charge;
  return (
    <>
      <table class="lines">
        <caption class="hidden">{words.text('receiptTitle')}</caption>
        <tbody>
          {charge.lines.map((line) => (
            <tr key={line.lineId}>
              <th scope="row">
                {titleOf(line, words)}
                {line.parts.map((part) => (
                  <small key={`${part.rateId}/${part.from}`} class="dim">
                    {words.text(UNITS[part.unit], {
                      quantity: words.number(part.quantity, 2),
                      rate: words.price(part.rate, currency),
                    })}
                  </small>
                ))}
              </th>
              <td class="number">{words.money(line.gross, currency)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{words.text('receiptTotal')}</th>
            <td class="number total">{words.money(charge.total, currency)}</td>
          </tr>
          {taxes.map(({ taxId, name, percent, amount }) => (
            <tr key={taxId} class="dim">
              <th scope="row">
                {words.text('receiptTax', { name, percent: words.number(Number(percent), 2) })}
              </th>
              <td class="number">{words.money(amount, currency)}</td>
            </tr>
          ))}
          {payments.map(({ creditId, amount }) => (
            <tr key={creditId}>
              <th scope="row">{words.text('receiptCredit')}</th>
              <td class="number">{words.money(-amount, currency)}</td>
            </tr>
          ))}
          {charge.due === charge.total ? undefined : (
            <tr>
              <th scope="row">{words.text('receiptDue')}</th>
              <td class="number total">{words.money(charge.due, currency)}</td>
            </tr>
          )}
        </tfoot>
      </table>
      {charge.estimated.length === 0 ? undefined : <p class="dim">{words.text('receiptEstimated')}</p>}
    </>
  );
}

type Unit = ChargeLine['parts'][number]['unit'];

const UNITS: Readonly<Record<Unit, Word>> = {
  minute: 'unitMinute',
  km: 'unitKm',
  mile: 'unitMile',
  once: 'unitOnce',
  '24 hours': 'unitDays',
};

const TITLES: Readonly<Partial<Record<string, Word>>> = {
  DISTANCE: 'lineDistance',
  FIXED: 'lineFixed',
  ZONE: 'lineZone',
  PACKAGE: 'linePackage',
  CAP: 'lineCap',
  MINIMUM: 'lineMinimum',
  VOUCHER: 'lineVoucher',
  POINTS: 'linePoints',
};

function titleOf({ reason, lineId }: ChargeLine, words: Words): string {
  if (reason.code === 'OPTION') return words.text('lineOption', { name: reason.option });
  if (reason.code === 'TIME') return words.text(timeWord(reason.during));
  if (reason.code === 'ADJUSTMENT' || reason.code === 'FEATURE') return reason.text;
  // A newer platform may have reasons that this app does not know.
  const word = TITLES[reason.code];
  return word === undefined ? lineId : words.text(word);
}

function timeWord(during: readonly string[]): Word {
  if (during.length !== 1) return 'lineTimeAll';
  if (during[0] === 'paused') return 'lineTimePaused';
  return during[0] === 'reserved' ? 'lineTimeReserved' : 'lineTime';
}
