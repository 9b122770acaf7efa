import type { JSX } from 'preact';
import { useApp } from '../shell/app-context.ts';
import { StepForm } from './step-form.tsx';

/** Tokens of the stand-in's cards. With a real provider its own form makes the token, and the app never sees a card. */
const CARDS = [
  ['tok_visa', 'cardGood'],
  ['pm_standIn_authenticate', 'cardAuthenticate'],
  ['pm_card_chargeCustomerFail', 'cardFailsLater'],
  ['tok_chargeDeclined', 'cardDeclined'],
] as const;

export function PaymentForm(): JSX.Element {
  const { rider, words } = useApp();
  return (
    <StepForm
      send={async ({ token = '' }) => {
        await rider.client.setPaymentMethod({ token });
        await rider.readMe();
      }}
    >
      <fieldset class="choice">
        <legend class="hidden">{words.text('signUpPayment')}</legend>
        <p class="dim">{words.text('paymentStandIn')}</p>
        {CARDS.map(([token, word], n) => (
          <label key={token} class="option">
            <input type="radio" name="token" value={token} defaultChecked={n === 0} />
            <span>{words.text(word)}</span>
          </label>
        ))}
      </fieldset>
    </StepForm>
  );
}
