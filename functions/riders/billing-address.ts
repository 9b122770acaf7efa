import {
  type BillingAddress,
  billingAddressSet,
  type setBillingAddress,
} from '../../shared/contracts/riders/billing-address.ts';
import type { Context, Decision, MessageOf } from '../../shared/runtime/domain.ts';
import type { RiderEvent } from './evolve.ts';
import { notValid } from './plausible.ts';
import { absent, isSignedUp, type RiderState } from './state.ts';
import { vatIdOf } from './vat-id.ts';

/** To whom invoices are made out. The room only keeps it, sealed: what billing prints is what billing has heard. */
export function decideSetBillingAddress(
  state: RiderState,
  { data: { riderId, address } }: MessageOf<typeof setBillingAddress>,
  context: Context,
): Decision<RiderEvent> {
  if (!isSignedUp(state)) return absent(state);
  const result = { riderId };
  if (address === undefined && state.billingAddress === undefined) {
    return { kind: 'accept', events: [], result };
  }
  const set = { riderId, ...(address === undefined ? {} : { address }), time: context.now };
  return { kind: 'accept', events: [billingAddressSet(set)], result };
}

const countries = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
/** ICU has names for these, and no mail goes there. */
const NO_COUNTRIES = new Set(['EU', 'EZ', 'QO', 'UN', 'XA', 'XB', 'ZZ']);

/** The address as it is printed. Throws BAD_REQUEST for a country that is none, and for a VAT id of another form. */
export function checkedAddress(address: BillingAddress): BillingAddress {
  const { country, vatId, ...rest } = address;
  if (NO_COUNTRIES.has(country) || countries.of(country) === undefined) {
    throw notValid('country', 'must be the code of a country by ISO 3166-1, such as AD');
  }
  if (vatId === undefined) return address;
  const checked = vatIdOf(country, vatId);
  if ('mustBe' in checked) throw notValid('vatId', `must be ${checked.mustBe}`);
  return { ...rest, country, vatId: checked.vatId };
}
