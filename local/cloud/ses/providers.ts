import { emulated, noEffect, TAGS_REASON } from '../core/no-effect.ts';
import { PropertyReader } from '../core/property-reader.ts';
import type { Provider } from '../core/provider.ts';
import { Mailbox } from './mailbox.ts';

/** A domain or an address that mail may be sent from. Here each is verified at once. */
export const emailIdentity: Provider = {
  type: 'AWS::SES::EmailIdentity',
  properties: {
    ...emulated('EmailIdentity'),
    ...noEffect(
      'no mail leaves this computer',
      'ConfigurationSetAttributes',
      'DkimAttributes',
      'DkimSigningAttributes',
      'FeedbackAttributes',
      'MailFromAttributes',
    ),
    ...noEffect(TAGS_REASON, 'Tags'),
  },
  create: (resource) => {
    const identity = new PropertyReader(resource).text('EmailIdentity');
    resource.cloud.part(Mailbox).addIdentity(identity);
    const tokens = [1, 2, 3].map((number) => [
      [`DkimDNSTokenName${number}`, `local${number}._domainkey.${identity}`],
      [`DkimDNSTokenValue${number}`, `local${number}.dkim.amazonses.com`],
    ]);
    return { ref: identity, attributes: Object.fromEntries(tokens.flat()) as Record<string, string> };
  },
};
