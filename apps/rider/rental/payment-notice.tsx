import type { Rental } from '@roadstream/sdk';
import type { JSX } from 'preact';
import { useApp } from '../shell/app-context.ts';
import { useLoaded } from '../shell/loaded.tsx';

/** What must happen before the car opens: the bank wants an authentication, or another payment method is needed. */
export function PaymentNotice({ rental }: { readonly rental: Rental }): JSX.Element | null {
  const { rider, words } = useApp();
  const { paymentId = '', state } = rental.payment ?? {};
  const [payment] = useLoaded(
    async (signal) =>
      state === 'NEEDS_AUTHENTICATION' ? await rider.client.getPayment({ paymentId }, { signal }) : undefined,
    `${paymentId}/${state}`,
  );
  const link = payment.value?.link;
  if (state === undefined || state === 'AUTHORIZED') return null;
  return (
    <div class="notice warn-notice" role="status">
      <p>{words.text(state === 'DECLINED' ? 'rentalDeclined' : 'rentalAuthenticate')}</p>
      {link === undefined ? undefined : (
        <a class="button primary" href={link} rel="noreferrer">
          {words.text('paymentConfirm')}
        </a>
      )}
      <a href="#/account">{words.text('paymentOtherMethod')}</a>
    </div>
  );
}
