import type { JSX } from 'preact';
import { useApp, useSnapshot } from '../shell/app-context.ts';
import { Loading } from '../shell/loaded.tsx';
import type { OwnData } from '../shell/rider.ts';
import type { Word } from '../words/words.ts';
import { mayRent } from './admission.ts';
import { LicenceForm } from './licence-form.tsx';
import { PaymentForm } from './payment-form.tsx';
import { ProfileForm } from './profile-form.tsx';

const STEPS = ['signUpProfile', 'signUpLicence', 'signUpPayment'] as const satisfies readonly Word[];

/** Profile, licence, payment: the first of them that is missing. */
export function SignUpView(): JSX.Element {
  const { words } = useApp();
  const { me } = useSnapshot();
  const step = me === undefined ? undefined : stepOf(me);
  if (step === undefined || me === undefined)
    return (
      <main class="page">
        <h1>{words.text('signUpTitle')}</h1>
        <Loading />
      </main>
    );
  if (step === 'done')
    return (
      <main class="page">
        <h1>{words.text('signUpDone')}</h1>
        <p class="dim">{words.text('signUpDoneHint')}</p>
        <a class="button primary big" href="#/">
          {words.text('signUpGo')}
        </a>
      </main>
    );
  const known = me === 'stranger' ? undefined : me;
  return (
    <main class="page">
      <p class="dim">{words.text('signUpStep', { step: step + 1 })}</p>
      <h1>{words.text(STEPS[step])}</h1>
      {step === 0 ? <ProfileForm /> : undefined}
      {step === 1 && known !== undefined ? <LicenceStep me={known} /> : undefined}
      {step === 2 && known !== undefined ? <PaymentStep me={known} /> : undefined}
    </main>
  );
}

function stepOf(me: OwnData | 'stranger'): 0 | 1 | 2 | 'done' {
  if (me === 'stranger') return 0;
  if (mayRent(me)) return 'done';
  return me.licence?.status === 'VERIFIED' ? 2 : 1;
}

function LicenceStep({ me: { licence } }: { readonly me: OwnData }): JSX.Element {
  const { words } = useApp();
  if (licence?.status === 'PENDING') return <Checking />;
  return (
    <>
      {licence?.status === 'REJECTED' ? (
        <p class="notice bad-notice" role="alert">
          {words.text('licenceRejected', { reason: licence.reason ?? '' })}
        </p>
      ) : undefined}
      {licence?.status === 'EXPIRED' ? (
        <p class="notice bad-notice" role="alert">
          {words.text('licenceExpired')}
        </p>
      ) : undefined}
      <LicenceForm />
    </>
  );
}

function PaymentStep({ me: { paymentMethodCheck } }: { readonly me: OwnData }): JSX.Element {
  const { words } = useApp();
  if (paymentMethodCheck?.status === 'PENDING')
    return (
      <>
        <Checking />
        {paymentMethodCheck.link === undefined ? undefined : (
          <a class="button primary big" href={paymentMethodCheck.link} rel="noreferrer">
            {words.text('paymentConfirm')}
          </a>
        )}
      </>
    );
  return (
    <>
      {paymentMethodCheck?.status === 'REFUSED' ? (
        <p class="notice bad-notice" role="alert">
          {words.text('paymentRejected', { reason: paymentMethodCheck.reason ?? '' })}
        </p>
      ) : undefined}
      <PaymentForm />
    </>
  );
}

function Checking(): JSX.Element {
  const { words } = useApp();
  return (
    <div role="status">
      <p class="waiting">
        <span class="spinner" aria-hidden="true" /> {words.text('checking')}
      </p>
      <p class="dim">{words.text('checkingHint')}</p>
    </div>
  );
}
