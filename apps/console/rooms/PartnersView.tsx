import type { Client, Partner } from '@roadstream/sdk';
import { dayAndTime } from '../../design/language.ts';
import { useLoaded } from '../../design/loading.ts';
import { Deed } from '../actions/Deed.tsx';
import { Heads } from '../heads.tsx';
import { ListShown, usePages } from '../pages.tsx';
import { linkTo } from '../route.ts';
import { Facts, Shown } from '../shown.tsx';
import { text } from '../texts.ts';
import { EndpointCard, EndpointState } from './EndpointCard.tsx';

/** The partners; one of them with its endpoints; and one endpoint with what was sent to it. */
export function PartnersView({
  client,
  id,
}: {
  readonly client: Client;
  /** A partner, or an endpoint. */
  readonly id: string | undefined;
}) {
  const partners = usePages<Partner>(
    async (wanted, signal) => {
      const page = await client.listPartners(wanted, { signal });
      return { items: page.partners, cursor: page.cursor };
    },
    [client],
  );
  return (
    <div class="grid">
      {id?.startsWith('whe_') && <EndpointCard key={id} client={client} endpointId={id} />}
      {id?.startsWith('ptn_') && (
        <PartnerCard key={id} client={client} partnerId={id} onChange={partners.again} />
      )}
      <section class="card wide stack">
        <h2>{text('partners')}</h2>
        <ListShown of={partners} none={text('noPartners')}>
          {(items) => (
            <table>
              <Heads of={['partner', 'kind', 'state', 'scopes']} />
              <tbody>
                {items.map(({ partnerId, name, kind, status, scopes }) => (
                  <tr key={partnerId}>
                    <td>
                      <a href={linkTo('partners', partnerId)}>{name}</a>
                    </td>
                    <td>{text(`partner.${kind}`)}</td>
                    <td class={status === 'ACTIVE' ? 'good' : 'warn'}>{text(`partner.${status}`)}</td>
                    <td>{scopes.map((scope) => text(`scope.${scope}`)).join(', ')}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </ListShown>
      </section>
    </div>
  );
}

function PartnerCard({
  client,
  partnerId,
  onChange,
}: {
  readonly client: Client;
  readonly partnerId: string;
  readonly onChange: () => void;
}) {
  const [loaded, again] = useLoaded((signal) => client.getPartner({ partnerId }, { signal }), [partnerId]);
  const endpoints = usePages(
    async (wanted, signal) => {
      const page = await client.listPartnerWebhookEndpoints({ partnerId, ...wanted }, { signal });
      return { items: page.endpoints, cursor: page.cursor };
    },
    [partnerId],
  );
  return (
    <section class="card wide stack" aria-labelledby="partner-title">
      <Shown of={loaded} again={again}>
        {({ name, kind, status, scopes, eventTypes, addedAt }) => (
          <>
            <h2 id="partner-title">{name}</h2>
            <Facts
              of={[
                [text('kind'), text(`partner.${kind}`)],
                [text('state'), text(`partner.${status}`)],
                [text('scopes'), scopes.map((scope) => text(`scope.${scope}`)).join(', ')],
                [text('eventTypes'), eventTypes.join(', ')],
                [text('added'), dayAndTime(addedAt)],
              ]}
            />
            <h3>{text('endpoints')}</h3>
            <ListShown of={endpoints} none={text('noEndpoints')}>
              {(items) => (
                <ul class="plain">
                  {items.map((endpoint) => (
                    <li key={endpoint.endpointId}>
                      <a href={linkTo('partners', endpoint.endpointId)}>{endpoint.url}</a>{' '}
                      <EndpointState of={endpoint} />
                    </li>
                  ))}
                </ul>
              )}
            </ListShown>
            <Deed
              key={status}
              name={text(status === 'ACTIVE' ? 'suspend' : 'resume')}
              about={text(status === 'ACTIVE' ? 'suspend.about' : 'resume.about')}
              isDangerous={status === 'ACTIVE'}
              withReason
              run={async (reason) => {
                await (status === 'ACTIVE'
                  ? client.suspendPartner({ partnerId, reason })
                  : client.resumePartner({ partnerId, reason }));
                again();
                onChange();
                return text('result.done');
              }}
            />
          </>
        )}
      </Shown>
    </section>
  );
}
