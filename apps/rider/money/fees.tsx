import type { Fee } from '@roadstream/sdk';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useApp, useSeconds, useSnapshot } from '../shell/app-context.ts';
import { firstOf } from '../shell/first-of.ts';
import { Failure, Loading, useLoaded } from '../shell/loaded.tsx';
import { StepForm } from '../sign-up/step-form.tsx';

const PAGE = 20;

/** The own fees with what they rest on; the rider can object for as long as the list says. */
export function Fees(): JSX.Element {
  const { rider, words } = useApp();
  const { moneyTurn } = useSnapshot();
  const [shown, show] = useState(PAGE);
  const [fees, again] = useLoaded(
    (signal) => firstOf(rider.client.listOwnFees({ limit: PAGE }, { signal }), shown + 1),
    `${moneyTurn}/${shown}`,
  );
  const [list] = useLoaded((signal) => rider.client.getFeeList({}, { signal }), 'fee-list');
  const nameOf = ({ feeType }: Fee): string =>
    list.value?.list.fees.find((one) => one.feeType === feeType)?.name ?? feeType;
  return (
    <section class="card" aria-labelledby="fees">
      <h2 id="fees">{words.text('feesTitle')}</h2>
      {fees.state === 'loading' ? <Loading /> : undefined}
      {fees.state === 'failed' ? <Failure error={fees.error} retry={again} /> : undefined}
      {fees.value?.length === 0 ? <p class="dim">{words.text('feesNone')}</p> : undefined}
      <ul class="plain">
        {fees.value?.slice(0, shown).map((fee) => (
          <li key={fee.feeId} class="changeable">
            <FeeItem fee={fee} name={nameOf(fee)} again={again} />
          </li>
        ))}
      </ul>
      {(fees.value?.length ?? 0) > shown ? (
        <button type="button" onClick={() => show(shown + PAGE)}>
          {words.text('tripsMore')}
        </button>
      ) : undefined}
    </section>
  );
}

function FeeItem({
  fee,
  name,
  again,
}: {
  readonly fee: Fee;
  readonly name: string;
  readonly again: () => void;
}): JSX.Element {
  const { rider, words } = useApp();
  const now = useSeconds();
  const [isOpen, open] = useState(false);
  const { feeId, rentalId, state, charge, evidence, objection, objectionUntil, decision, time } = fee;
  const mayObject = state === 'POSTED' && now < Date.parse(objectionUntil);
  return (
    <>
      <p class="row">
        <strong>{name}</strong>
        <span class="number">{words.money(charge.total, charge.currency)}</span>
      </p>
      <p>
        {evidence.text}
        <span class="block dim">
          {words.time(time)} · <a href={`#/trips/${rentalId}`}>{words.text('receiptTitle')}</a> ·{' '}
          {words.text(`fee${state}`)}
        </span>
      </p>
      {objection === undefined ? undefined : <p>{words.text('feeObjection', { text: objection.text })}</p>}
      {decision === undefined ? undefined : <p>{words.text('feeDecision', { text: decision.reason })}</p>}
      {mayObject && !isOpen ? (
        <button type="button" class="small" onClick={() => open(true)}>
          {words.text('feeObject', { date: words.date(objectionUntil) })}
        </button>
      ) : undefined}
      {mayObject && isOpen ? (
        <StepForm
          label={words.text('feeSend')}
          send={async ({ text = '' }) => {
            await rider.client.objectToFee({ feeId, text });
            again();
          }}
        >
          <label class="field">
            <span>{words.text('feeWhy')}</span>
            <textarea name="text" required maxLength={500} rows={3} />
          </label>
        </StepForm>
      ) : undefined}
    </>
  );
}
