import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useApp, useSnapshot } from '../shell/app-context.ts';
import { ActionButton, Loading } from '../shell/loaded.tsx';
import type { OwnData } from '../shell/rider.ts';
import { LicenceForm } from '../sign-up/licence-form.tsx';
import { PaymentForm } from '../sign-up/payment-form.tsx';
import { ProfileForm } from '../sign-up/profile-form.tsx';
import type { Language, Word, Words } from '../words/words.ts';
import { ConsentsSection } from './consents-section.tsx';
import { ownDocument, save } from './own-data.ts';
import { PhoneKeySection } from './phone-key-section.tsx';
import { forgetKey } from './phone-keys.ts';

/** Everything about the rider, and what the rider may change of it. */
export function AccountView(): JSX.Element {
  const { rider, words, choose } = useApp();
  const { me } = useSnapshot();
  return (
    <main class="page">
      <h1>{words.text('accountTitle')}</h1>
      {me === undefined ? <Loading /> : undefined}
      {me === 'stranger' ? (
        <a class="button primary big" href="#/sign-up">
          {words.text('signUpTitle')}
        </a>
      ) : undefined}
      {me === undefined || me === 'stranger' ? undefined : <Sections me={me} />}
      <section class="card">
        <label class="field">
          <span>{words.text('language')}</span>
          <select
            value={words.language}
            onChange={({ currentTarget }) => choose(currentTarget.value as Language)}
          >
            <option value="en">English</option>
            <option value="de">Deutsch</option>
          </select>
        </label>
        <p class="dim">{words.text('signedInAs', { name: rider.session.subject })}</p>
        <button type="button" onClick={() => rider.leave()}>
          {words.text('signOut')}
        </button>
      </section>
    </main>
  );
}

function Sections({ me }: { readonly me: OwnData }): JSX.Element {
  const { rider, words } = useApp();
  return (
    <>
      <section class="card" aria-labelledby="about">
        <h2 id="about">{words.text('accountProfile')}</h2>
        <Changeable
          word="signUpProfile"
          state={me.profile.name}
          form={(done) => <ProfileForm me={me} done={done} />}
        >
          {[me.profile.email, me.profile.phone].join(' · ')}
        </Changeable>
        <Changeable word="signUpLicence" state={words.text(licenceState(me))} form={() => <LicenceForm />}>
          {me.licence === undefined
            ? ''
            : words.text('licenceValid', {
                classes: me.licence.classes.join(', '),
                date: words.date(me.licence.validUntil),
              })}
        </Changeable>
        <Changeable word="signUpPayment" state={words.text(paymentState(me))} form={() => <PaymentForm />}>
          {paymentFacts(me, words)}
        </Changeable>
      </section>
      <a class="button" href="#/money">
        {words.text('moneyTitle')}
      </a>
      <ConsentsSection me={me} />
      <PhoneKeySection me={me} />
      <section class="card" aria-labelledby="data">
        <h2 id="data">{words.text('dataTitle')}</h2>
        <p class="dim">{words.text('dataHint')}</p>
        <ActionButton
          action={async () =>
            save(await ownDocument(rider.client), `roadstream-${rider.session.subject}.json`)
          }
        >
          {words.text('dataExport')}
        </ActionButton>
      </section>
      <Erasure />
    </>
  );
}

function Changeable({
  word,
  state,
  form,
  children,
}: {
  readonly word: Word;
  readonly state: string;
  readonly form: (done: () => void) => JSX.Element;
  readonly children: string;
}): JSX.Element {
  const { words } = useApp();
  const [isOpen, open] = useState(false);
  return (
    <div class="changeable">
      <div class="row">
        <span>
          <strong>{words.text(word)}</strong>
          <span class="block">{state}</span>
          <span class="block dim">{children}</span>
        </span>
        <button
          type="button"
          class="small"
          aria-expanded={isOpen}
          aria-label={`${words.text('accountChange')}: ${words.text(word)}`}
          onClick={() => open(!isOpen)}
        >
          {words.text(isOpen ? 'close' : 'accountChange')}
        </button>
      </div>
      {isOpen ? form(() => open(false)) : undefined}
    </div>
  );
}

function licenceState({ licence }: OwnData): Word {
  switch (licence?.status) {
    case 'VERIFIED':
      return 'verified';
    case 'PENDING':
      return 'pending';
    case 'REJECTED':
    case 'EXPIRED':
      return 'rejected';
    case undefined:
      return 'missing';
  }
}

function paymentState({ paymentMethod, paymentMethodCheck }: OwnData): Word {
  if (paymentMethodCheck?.status === 'PENDING') return 'pending';
  if (paymentMethod !== undefined) return 'verified';
  return paymentMethodCheck === undefined ? 'missing' : 'rejected';
}

function paymentFacts({ paymentMethod, paymentMethodCheck }: OwnData, words: Words): string {
  if (paymentMethodCheck?.status === 'REFUSED')
    return words.text('paymentRejected', { reason: paymentMethodCheck.reason ?? '' });
  return paymentMethod === undefined
    ? ''
    : words.text('paymentSince', { kind: paymentMethod.kind, date: words.date(paymentMethod.setAt) });
}

function Erasure(): JSX.Element {
  const { rider, words } = useApp();
  const [isAsked, ask] = useState(false);
  const erase = async (): Promise<void> => {
    await rider.client.eraseMe();
    await forgetKey(rider.session.subject);
    rider.leave();
  };
  return (
    <section class="card" aria-labelledby="erasure">
      <h2 id="erasure">{words.text('eraseTitle')}</h2>
      <p class="dim">{words.text('eraseHint')}</p>
      {isAsked ? (
        <div class="notice bad-notice" role="alertdialog" aria-labelledby="erase-question">
          <p id="erase-question">{words.text('eraseConfirm')}</p>
          <ActionButton class="danger" action={erase}>
            {words.text('erase')}
          </ActionButton>
          <button type="button" onClick={() => ask(false)}>
            {words.text('cancel')}
          </button>
        </div>
      ) : (
        <button type="button" class="danger" onClick={() => ask(true)}>
          {words.text('erase')}
        </button>
      )}
    </section>
  );
}
