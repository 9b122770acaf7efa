import type { MemberPoints } from '@roadstream/sdk';
import { ApiError } from '@roadstream/sdk';
import { Fragment, type JSX } from 'preact';
import { useApp, useSnapshot } from '../shell/app-context.ts';
import { Failure, Loading, useLoaded } from '../shell/loaded.tsx';
import { ConsentQuestion } from './consent-question.tsx';
import { Movements } from './movements.tsx';
import { OfferList } from './offer-list.tsx';

/** The rider's points and offers. */
export function PointsView(): JSX.Element {
  const { rider, words } = useApp();
  const { pointsTurn } = useSnapshot();
  const [points, again] = useLoaded(
    (signal) =>
      rider.client.getPoints({}, { signal }).catch((error: unknown) => {
        if (error instanceof ApiError && error.code === 'NO_PROGRAMME') return null;
        throw error;
      }),
    String(pointsTurn),
  );
  return (
    <main class="page">
      <h1>{words.text('pointsTitle')}</h1>
      {points.state === 'loading' ? <Loading /> : undefined}
      {points.state === 'failed' ? <Failure error={points.error} retry={again} /> : undefined}
      {points.value === null ? <p class="dim">{words.text('pointsNoProgramme')}</p> : undefined}
      {points.value ? <Balance points={points.value} /> : undefined}
      <ConsentQuestion purpose="OFFERS" />
      <OfferList />
      {points.value ? <Movements /> : undefined}
    </main>
  );
}

function Balance({ points }: { readonly points: MemberPoints }): JSX.Element {
  const { words } = useApp();
  const { balance, worth, tier, nextTier, qualifyingPoints, expiries, awaited } = points;
  const parts = [
    ['pointsPending', balance.pending],
    ['pointsReserved', balance.reserved],
    ['pointsOwed', balance.owed],
  ] as const;
  return (
    <section class="card" aria-labelledby="balance">
      <h2 id="balance">{words.text('pointsBalance')}</h2>
      <p class="row">
        <strong class="number clock">{words.number(balance.active)}</strong>
        <span class="dim">
          {words.text('pointsWorth', { amount: words.money(worth.amount, worth.currency) })}
        </span>
      </p>
      <dl class="prices">
        {parts.map(([word, count]) =>
          count === 0 ? undefined : (
            <Fragment key={word}>
              <dt>{words.text(word)}</dt>
              <dd>{words.number(count)}</dd>
            </Fragment>
          ),
        )}
      </dl>
      <p class="row">
        <span>{words.text('tier')}</span>
        <strong>{tier?.name ?? words.text('tierNone')}</strong>
      </p>
      {nextTier === undefined ? undefined : (
        <label class="field">
          <span class="dim">
            {words.text('tierNext', {
              points: words.number(nextTier.missingPoints),
              tier: nextTier.name,
            })}
          </span>
          <progress value={qualifyingPoints} max={qualifyingPoints + nextTier.missingPoints} />
        </label>
      )}
      {awaited.length + expiries.length === 0 ? undefined : (
        <ul class="plain dim">
          {awaited.map(({ rentalId, activeAt, points: count }) => (
            <li key={rentalId}>
              {words.text('pointsActiveOn', { points: words.number(count), date: words.date(activeAt) })}
            </li>
          ))}
          {expiries.map(({ expiresAt, points: count }) => (
            <li key={expiresAt}>
              {words.text('pointsExpireOn', { points: words.number(count), date: words.date(expiresAt) })}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
