import type { Benefit, Client, CountedOffer, Offer, Trigger } from '@roadstream/sdk';
import { dateOf, dayAndTime, language, money, number } from '../../design/language.ts';
import { useLoaded } from '../../design/loading.ts';
import { DataForm } from '../actions/DataForm.tsx';
import { Deed } from '../actions/Deed.tsx';
import { Heads } from '../heads.tsx';
import { ListShown, usePages } from '../pages.tsx';
import { linkTo } from '../route.ts';
import { Facts, Shown } from '../shown.tsx';
import { text } from '../texts.ts';

/** The offers, those that changed last first, each with how much of its budget is used; and one of them in full. */
export function OffersView({
  client,
  offerId,
}: {
  readonly client: Client;
  readonly offerId: string | undefined;
}) {
  const offers = usePages<CountedOffer>(
    async (wanted, signal) => {
      const page = await client.listOffers(wanted, { signal });
      return { items: page.offers, cursor: page.cursor };
    },
    [client],
  );
  return (
    <div class="grid">
      {offerId !== undefined && (
        <OfferCard key={offerId} client={client} offerId={offerId} onChange={offers.again} />
      )}
      <section class="card wide stack">
        <h2>{text('offers')}</h2>
        <ListShown of={offers} none={text('noOffers')}>
          {(items) => (
            <table>
              <Heads of={['offer', 'partner', 'state', 'used']} />
              <tbody>
                {items.map(({ offerId: id, offer, state, used }) => (
                  <tr key={id}>
                    <td>
                      <a href={linkTo('offers', id)}>{titleOf(offer)}</a>
                      <br />
                      <span class="dim">{benefitText(offer.benefit)}</span>
                    </td>
                    <td>{offer.partner.name}</td>
                    <td class={state === 'ACTIVE' ? 'good' : 'dim'}>{text(`offer.${state}`)}</td>
                    <td>
                      <Budget offer={offer} used={used} />
                    </td>
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

function OfferCard({
  client,
  offerId,
  onChange,
}: {
  readonly client: Client;
  readonly offerId: string;
  readonly onChange: () => void;
}) {
  const [loaded, again] = useLoaded((signal) => client.getOffer({ offerId }, { signal }), [offerId]);
  const changed = (): void => {
    again();
    onChange();
  };
  return (
    <section class="card wide stack" aria-labelledby="offer-title">
      <Shown of={loaded} again={again}>
        {({ offer, state, version, used, changedAt }) => (
          <>
            <h2 id="offer-title">{titleOf(offer)}</h2>
            <Facts
              of={[
                [text('state'), text(`offer.${state}`)],
                [text('version', { version: '' }).trim(), `${version}, ${dayAndTime(changedAt)}`],
                [text('partner'), offer.partner.name],
                [text('benefit'), benefitText(offer.benefit)],
                [text('trigger'), triggerText(offer.trigger)],
                [text('places'), offer.places.map(({ name }) => name).join(', ') || text('none.places')],
                [text('valid'), `${dateOf(offer.valid.from)} – ${dateOf(offer.valid.until)}`],
                [text('perRider'), number(offer.limits.perRider)],
                [text('perDay'), offer.limits.perDay === undefined ? undefined : number(offer.limits.perDay)],
              ]}
            />
            <h3>{text('used')}</h3>
            <Budget offer={offer} used={used} />
            {state === 'ACTIVE' && (
              <Deed
                name={text('stopOffer')}
                about={text('stopOffer.about')}
                isDangerous
                run={async () => {
                  await client.stopOffer({ offerId });
                  changed();
                  return text('offer.STOPPED');
                }}
              />
            )}
            <DataForm<Offer>
              key={version}
              name={text('publishOffer')}
              about={text('publishOffer.about')}
              value={offer}
              publish={async (next) => {
                await client.publishOffer({ ...next, offerId });
                changed();
              }}
            />
          </>
        )}
      </Shown>
    </section>
  );
}

/** How often it was used, and what of its money is gone, each of how much. */
function Budget({ offer: { limits, benefit }, used }: Pick<CountedOffer, 'offer' | 'used'>) {
  const currency = 'currency' in benefit ? benefit.currency : undefined;
  return (
    <ul class="plain">
      <li>
        {limits.uses === undefined
          ? text('uses', { uses: number(used.uses) })
          : text('usesOf', { uses: number(used.uses), most: number(limits.uses) })}
        <Share of={limits.uses} used={used.uses} name={text('used')} />
      </li>
      {currency !== undefined && (
        <li>
          {limits.amount === undefined
            ? money(used.amount, currency)
            : text('amountOf', {
                amount: money(used.amount, currency),
                most: money(limits.amount, currency),
              })}
          <Share of={limits.amount} used={used.amount} name={text('budget')} />
        </li>
      )}
    </ul>
  );
}

function Share({
  of: most,
  used,
  name,
}: {
  readonly of: number | undefined;
  readonly used: number;
  readonly name: string;
}) {
  if (most === undefined) return null;
  return <meter class="share" aria-label={name} min={0} max={most} high={most * 0.9} value={used} />;
}

function titleOf({ texts }: Offer): string {
  return (texts.find((one) => one.language === language) ?? texts[0])?.title ?? '';
}

function benefitText(benefit: Benefit): string {
  if (benefit.kind === 'points') return text('benefit.points', { points: number(benefit.points) });
  const { percent, amount, currency } = benefit;
  const most = amount === undefined ? undefined : money(amount, currency);
  const worth =
    percent === undefined
      ? (most ?? '')
      : most === undefined
        ? `${percent} %`
        : text('percentUpTo', { percent, most });
  if (benefit.kind === 'feature') return text('benefit.feature', { worth, feature: benefit.feature });
  return text(`benefit.${benefit.kind}`, { worth });
}

function triggerText(trigger: Trigger): string {
  if (trigger.kind === 'approaching')
    return text('trigger.approaching', { metres: number(trigger.withinMetres) });
  if (trigger.kind === 'low-charge')
    return text('trigger.low-charge', {
      percent: number(trigger.belowPercent),
      metres: number(trigger.withinMetres),
    });
  return text(`trigger.${trigger.kind}`);
}
