import { type PageQuery, readOne, readPage } from '../../../shared/runtime/read-models.ts';
import { partners } from '../read-models.ts';
import { deliveries, deliveriesAbout, shownDelivery } from './stored.ts';

/** What partners were sent about a rental, a page at a time, each with the name of its partner. */
export async function sentAbout(rentalId: string, query: PageQuery | undefined) {
  const { items, ...next } = await readPage(deliveriesAbout, { rentalId }, query);
  const names = new Map<string, Promise<string>>();
  const nameOf = async (partnerId: string): Promise<string> =>
    (await readOne(partners, { partnerId }))?.name ?? partnerId;
  const found = await Promise.all(
    items.map(async (name) => {
      const stored = await readOne(deliveries, name);
      // It was kept as long as its name, and removed a moment before.
      if (stored === undefined) return [];
      const { partnerId } = stored;
      const partnerName = names.get(partnerId) ?? nameOf(partnerId);
      names.set(partnerId, partnerName);
      return [{ ...shownDelivery(stored), partnerName: await partnerName }];
    }),
  );
  return { deliveries: found.flat(), ...next };
}
