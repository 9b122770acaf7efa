import type { Rental } from '@roadstream/sdk';
import { ApiError } from '@roadstream/sdk';
import type { JSX } from 'preact';
import { useApp } from '../shell/app-context.ts';

type Failed = NonNullable<Rental['lastFailure']>;

/** Why the last request did not succeed; for an end, where the trip could end instead. */
export function LastFailure({
  failure,
  showWay,
}: {
  readonly failure: Failed;
  readonly showWay: () => void;
}): JSX.Element {
  const { words } = useApp();
  const { action, reason, detail = reason, nearestAllowed, mayHaveSucceeded, retryCanHelp } = failure;
  const isRefused = action === 'end' && failure.result === 'REFUSED';
  return (
    <div class="notice bad-notice" role="alert">
      <p>
        <strong>{words.text(isRefused ? 'endRefused' : 'carFailed')}.</strong>{' '}
        {words.problem(new ApiError({ code: codeOf(reason), status: 409, detail }))}
      </p>
      {mayHaveSucceeded ? <p>{words.text('mayHaveSucceeded')}</p> : undefined}
      {retryCanHelp && !mayHaveSucceeded && !isRefused ? <p>{words.text('retryCanHelp')}</p> : undefined}
      {nearestAllowed === undefined ? undefined : (
        <>
          <p>{words.text('nearestPlace', { distance: words.distance(nearestAllowed.distanceMetres) })}</p>
          <button type="button" class="small" onClick={showWay}>
            {words.text('showWay')}
          </button>
        </>
      )}
    </div>
  );
}

/** The car's words for the physical reasons, as codes of the platform. */
const PHYSICAL: Readonly<Record<string, ApiError['code']>> = {
  VEHICLE_MOVING: 'ENGINE_ON',
  NOT_PARKED: 'ENGINE_ON',
  DOOR_OPEN: 'DOORS_OPEN',
};

const codeOf = (reason: string): ApiError['code'] => PHYSICAL[reason] ?? (reason as ApiError['code']);
