import type { Client } from '@roadstream/sdk';

/** Everything that the platform tells a rider about themself, as one document. */
export async function ownDocument(client: Client): Promise<object> {
  const limit = 50;
  const [me, rentals, charges, payments, fees, invoices, pointsMovements, offers] = await Promise.all([
    client.getMe(),
    all(client.listRentals({ limit })),
    all(client.listCharges({ limit })),
    all(client.listPayments({ limit })),
    all(client.listOwnFees({ limit })),
    all(client.listOwnInvoices({ limit })),
    all(client.listPoints({ limit })),
    all(client.listGivenOffers({ limit })),
  ]);
  const reports = await Promise.all(rentals.map(({ rentalId }) => client.listDamageReports({ rentalId })));
  const damageReports = reports.flatMap((one) => one.reports);
  return { ...me, rentals, charges, payments, fees, invoices, pointsMovements, offers, damageReports };
}

async function all<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** Has the browser save it as JSON. */
export function save(document: object, name: string): void {
  saveAs(new Blob([JSON.stringify(document, undefined, 2)], { type: 'application/json' }), name);
}

/** Has the browser save a file. */
export function saveAs(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = Object.assign(globalThis.document.createElement('a'), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
