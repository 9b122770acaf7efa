import type { GivenOffer } from '@roadstream/sdk';
import type { JSX } from 'preact';
import { useApp, useSnapshot } from '../shell/app-context.ts';
import { ActionButton } from '../shell/loaded.tsx';
import { isOver } from '../shell/rider.ts';
import { soon } from '../shell/soon.ts';

/** Puts a voucher to the rental that is under way, or takes it off again, with others that are put to it. */
export function VoucherUse({ offer }: { readonly offer: GivenOffer }): JSX.Element {
  const { rider, words } = useApp();
  const { rental } = useSnapshot();
  const { issueId, state, benefit } = offer;
  const isForFeature = benefit.kind === 'feature';
  const running = rental === null || rental === undefined || isOver(rental) ? undefined : rental;
  if (state === 'RESERVED' && offer.rentalId === running?.rentalId && offer.isDetached !== true)
    return (
      <>
        {isForFeature ? <p class="dim">{words.text('voucherOfFeature')}</p> : undefined}
        <ActionButton
          action={async () => {
            await rider.client.detachVoucher({ rentalId: running?.rentalId ?? '' });
            rider.showOffer(await rider.client.getGivenOffer({ issueId }));
          }}
        >
          {words.text('voucherDetach')}
        </ActionButton>
      </>
    );
  if (state === 'RESERVED') {
    const isFreeLater = offer.isDetached === true || isForFeature;
    return <p class="dim">{words.text(isFreeLater ? 'voucherDetached' : 'voucherCharged')}</p>;
  }
  if (running === undefined)
    return <p class="dim">{words.text(isForFeature ? 'voucherOfFeatureLater' : 'voucherLater')}</p>;
  const attach = async (): Promise<void> => {
    const { rentalId } = running;
    rider.showOffer(
      await soon('VOUCHER_RENTAL_UNKNOWN', () => rider.client.attachVoucher({ rentalId, issueId })),
    );
  };
  return (
    <ActionButton class="primary" action={attach}>
      {words.text('voucherAttach')}
    </ActionButton>
  );
}
