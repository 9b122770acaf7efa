import type { Partner } from '../../../../shared/contracts/partners/partners.ts';
import { admitPartner } from '../../registration/partners.ts';
import { type CommonOptions, print, target } from '../target.ts';

interface PartnerAddOptions extends CommonOptions {
  readonly kind: string;
  readonly scopes: string;
  readonly events: string;
}

const list = (text: string): string[] => text.split(',').filter((part) => part !== '');

export async function partnerAdd(name: string, options: PartnerAddOptions): Promise<void> {
  const partner = await admitPartner(target(options).platform, {
    name,
    // The platform says which there are.
    kind: options.kind as Partner['kind'],
    scopes: list(options.scopes) as Partner['scopes'],
    eventTypes: list(options.events),
  });
  print(options, partner, [
    `partner  ${partner.partnerId}`,
    `name     ${partner.name}`,
    `scopes   ${partner.scopes.join(' ')}`,
    `events   ${partner.eventTypes.join(' ')}`,
  ]);
}
