import type { DocumentEntry } from '@roadstream/sdk';
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { saveAs } from '../account/own-data.ts';
import { useApp, useSnapshot } from '../shell/app-context.ts';
import { firstOf } from '../shell/first-of.ts';
import { ActionButton, Failure, Loading, useEvery, useLoaded } from '../shell/loaded.tsx';

const PAGE = 20;
const LOOK_AGAIN_MS = 2_000;
/** A charge has its invoice within seconds. Without one by then there is none: nothing was due. */
const MOST_LOOKS = 15;

/** What was bought during a trip, and a fee, have invoices of their own, which may be there before the trip's. */
const isOfTrip = (subject: string): boolean => subject.startsWith('charge/');

/** The own invoices and credit notes, or those of one rental. */
export function Invoices({ rentalId }: { readonly rentalId?: string }): JSX.Element {
  const { rider, words } = useApp();
  const { moneyTurn } = useSnapshot();
  const [shown, show] = useState(PAGE);
  const [documents, again] = useLoaded(
    async (signal) =>
      rentalId === undefined
        ? await firstOf(rider.client.listOwnInvoices({ limit: PAGE }, { signal }), shown + 1)
        : (await rider.client.listInvoices({ rentalId }, { signal })).documents,
    `${moneyTurn}/${shown}`,
  );
  const isAwaited =
    rentalId !== undefined &&
    documents.state === 'ready' &&
    !documents.value.some(({ subject, download }) => isOfTrip(subject) && download !== undefined);
  const looks = useRef(0);
  const look = (): void => {
    if (looks.current++ < MOST_LOOKS) again();
  };
  useEvery(LOOK_AGAIN_MS, look, isAwaited);
  return (
    <section class="card" aria-labelledby="invoices">
      <h2 id="invoices">{words.text('invoicesTitle')}</h2>
      {documents.state === 'loading' ? <Loading /> : undefined}
      {documents.state === 'failed' ? <Failure error={documents.error} retry={again} /> : undefined}
      {documents.value?.length === 0 ? <p class="dim">{words.text('invoicesNone')}</p> : undefined}
      <ul class="plain">
        {documents.value?.slice(0, shown).map((document) => (
          <li key={document.number}>
            <Invoice
              document={document}
              isStored={rentalId === undefined || document.download !== undefined}
            />
          </li>
        ))}
      </ul>
      {(documents.value?.length ?? 0) > shown ? (
        <button type="button" onClick={() => show(shown + PAGE)}>
          {words.text('tripsMore')}
        </button>
      ) : undefined}
    </section>
  );
}

function Invoice({
  document: { number, kind, rentalId, total, currency, issuedAt },
  isStored,
}: {
  readonly document: DocumentEntry;
  readonly isStored: boolean;
}): JSX.Element {
  const { rider, words } = useApp();
  /** Links are good for some minutes, so a new one is asked for. */
  const download = async (): Promise<void> => {
    const { documents } = await rider.client.listInvoices({ rentalId });
    const url = documents.find((one) => one.number === number)?.download?.url;
    if (url === undefined) throw new Error(words.text('invoiceLater'));
    const response = await fetch(url, { cache: 'no-store' });
    if (!response.ok) throw new Error(words.text('invoiceLater'));
    saveAs(await response.blob(), `${number}.pdf`);
  };
  return (
    <>
      <p class="row">
        <span>
          {words.text(kind === 'INVOICE' ? 'invoice' : 'creditNote')} {number}
          <span class="block dim">{words.time(issuedAt)}</span>
        </span>
        <span class="number">{words.money(total, currency)}</span>
      </p>
      {isStored ? (
        <ActionButton class="small" action={download}>
          {words.text('invoiceDownload', { number })}
        </ActionButton>
      ) : undefined}
    </>
  );
}
