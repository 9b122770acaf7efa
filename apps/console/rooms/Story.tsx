import type { Client, RentalDelivery, StoryStep } from '@roadstream/sdk';
import { useEffect } from 'preact/hooks';
import { dayAndTime, money, number, timeOfDay } from '../../design/language.ts';
import { useLoaded } from '../../design/loading.ts';
import { eventName } from '../fleet/event-text.ts';
import { ListShown, usePages } from '../pages.tsx';
import { Facts, Shown } from '../shown.tsx';
import { text } from '../texts.ts';
import {
  factsText,
  inOrder,
  latenciesOf,
  requestsOf,
  roomOf,
  type Sending,
  sendingsOf,
  webhookLatency,
} from './story-steps.ts';

/** Longer than most rentals have steps. */
const PAGE = 99;
/** The story hears of an event about when this page does. */
const SETTLE_MS = 1500;

/** What happened to a rental in all rooms, in the order of time, with what it took from one thing to the next. */
export function Story({
  client,
  rentalId,
  news,
}: {
  readonly client: Client;
  readonly rentalId: string;
  /** Changes when something was heard of the rental. */
  readonly news: number;
}) {
  const story = usePages<StoryStep>(
    async (wanted, signal) => {
      const page = await client.getRentalStory({ rentalId, ...wanted, limit: PAGE }, { signal });
      return { items: page.steps, cursor: page.cursor };
    },
    [rentalId],
  );
  const [sent, sentAgain] = useLoaded(
    (signal) => client.listRentalDeliveries({ rentalId, limit: PAGE }, { signal }),
    [rentalId],
  );
  const again = (): void => {
    story.again();
    sentAgain();
  };
  useEffect(() => {
    const timer = setTimeout(again, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [news]);
  return (
    <>
      <div class="row wrap">
        <h3>{text('story')}</h3>
        <button type="button" class="small push" disabled={story.isReading} onClick={again}>
          {text('readAgain')}
        </button>
      </div>
      <ListShown of={story} none={text('noStory')}>
        {(steps) => <Steps of={steps} sent={sent.state === 'there' ? sent.value.deliveries : []} />}
      </ListShown>
      {sent.state === 'failed' && (
        <Shown of={sent} again={sentAgain}>
          {() => null}
        </Shown>
      )}
    </>
  );
}

function Steps({
  of: steps,
  sent,
}: {
  readonly of: readonly StoryStep[];
  readonly sent: readonly RentalDelivery[];
}) {
  const requests = requestsOf(steps);
  const all = inOrder(steps, sendingsOf(sent));
  return (
    <>
      <Facts
        of={[...latenciesOf(steps), ...webhookLatency(sent)].map(({ name, milliseconds }) => [
          text(`latency.${name}`),
          tookText(milliseconds),
        ])}
      />
      <table class="story">
        <thead>
          <tr>
            <th scope="col">{text('time')}</th>
            <th scope="col" class="amount">
              {text('after')}
            </th>
            <th scope="col">{text('room')}</th>
            <th scope="col">{text('what')}</th>
            <th scope="col">
              <abbr title={text('oneRequest.about')}>{text('oneRequest')}</abbr>
            </th>
          </tr>
        </thead>
        <tbody>
          {all.map((one, n) => {
            const after = n === 0 ? undefined : Date.parse(one.time) - Date.parse(all[n - 1]?.time ?? '');
            return 'delivery' in one ? (
              <SendingRow key={`${one.delivery.deliveryId}/${one.time}`} sending={one} after={after} />
            ) : (
              <StepRow key={one.eventId} step={one} after={after} request={requests.get(one.traceId ?? '')} />
            );
          })}
        </tbody>
      </table>
    </>
  );
}

function StepRow({
  step,
  after,
  request,
}: {
  readonly step: StoryStep;
  /** Milliseconds after the row before; undefined for the first. */
  readonly after: number | undefined;
  readonly request: string | undefined;
}) {
  const { time, happenedAt, type, money: worth, traceId } = step;
  const facts = factsText(step);
  return (
    <tr>
      <When time={time} after={after} />
      <td class="dim">{roomOf(step)}</td>
      <td>
        <span class={/-(failed|refused|denied|lost|rated|declined)\./.test(type) ? 'bad' : undefined}>
          {eventName({ event: type })}
        </span>{' '}
        <span class="dim">
          {facts}
          {worth !== undefined && ` ${money(worth.amount, worth.currency)}`}
          {happenedAt !== undefined && roomOf(step) === 'vehicles' && (
            <> · {text('byTheCar', { time: timeOfDay(happenedAt) })}</>
          )}
        </span>
      </td>
      <td class="number">{request !== undefined && <span title={traceId}>{request}</span>}</td>
    </tr>
  );
}

function When({ time, after }: { readonly time: string; readonly after: number | undefined }) {
  return (
    <>
      <td class="number">
        <time dateTime={time} title={dayAndTime(time)}>
          {timeOfDay(time)}
        </time>
      </td>
      <td class="amount number dim">{after === undefined ? '' : `+${tookText(after)}`}</td>
    </>
  );
}

function SendingRow({
  sending: { delivery, attempt, time },
  after,
}: {
  readonly sending: Sending;
  readonly after: number | undefined;
}) {
  const { type, partnerName, state } = delivery;
  return (
    <tr>
      <When time={time} after={after} />
      <td class="dim">{text('webhooks')}</td>
      <td>
        {text('sentTo', { type, partner: partnerName })}{' '}
        {attempt === undefined ? (
          <span class="warn">{text(`delivery.${state}`)}</span>
        ) : (
          <>
            <span class={attempt.error === undefined ? 'good' : 'bad'}>
              {attempt.error ?? String(attempt.status ?? '')}
            </span>{' '}
            <span class="dim number">{tookText(attempt.milliseconds)}</span>
          </>
        )}
      </td>
      <td />
    </tr>
  );
}

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Short times exactly, long ones roughly. */
function tookText(milliseconds: number): string {
  if (milliseconds < SECOND_MS) return `${number(milliseconds)} ms`;
  if (milliseconds < MINUTE_MS) return `${number(milliseconds / SECOND_MS, 1)} s`;
  if (milliseconds < HOUR_MS) return `${number(milliseconds / MINUTE_MS, 1)} min`;
  return `${number(milliseconds / HOUR_MS, 1)} h`;
}
