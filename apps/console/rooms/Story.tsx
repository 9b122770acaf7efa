import type { Client, StoryStep } from '@roadstream/sdk';
import { useEffect } from 'preact/hooks';
import { dayAndTime, money, number, timeOfDay } from '../../design/language.ts';
import { eventName } from '../fleet/event-text.ts';
import { ListShown, usePages } from '../pages.tsx';
import { Facts } from '../shown.tsx';
import { text } from '../texts.ts';
import { factsText, latenciesOf, requestsOf, roomOf } from './story-steps.ts';

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
  useEffect(() => {
    const timer = setTimeout(story.again, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [news]);
  return (
    <>
      <div class="row wrap">
        <h3>{text('story')}</h3>
        <button type="button" class="small push" disabled={story.isReading} onClick={story.again}>
          {text('readAgain')}
        </button>
      </div>
      <ListShown of={story} none={text('noStory')}>
        {(steps) => <Steps of={steps} />}
      </ListShown>
    </>
  );
}

function Steps({ of: steps }: { readonly of: readonly StoryStep[] }) {
  const requests = requestsOf(steps);
  return (
    <>
      <Facts
        of={latenciesOf(steps).map(({ name, milliseconds }) => [
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
          {steps.map((step, n) => (
            <StepRow
              key={step.eventId}
              step={step}
              before={steps[n - 1]}
              request={requests.get(step.traceId ?? '')}
            />
          ))}
        </tbody>
      </table>
    </>
  );
}

function StepRow({
  step,
  before,
  request,
}: {
  readonly step: StoryStep;
  readonly before: StoryStep | undefined;
  readonly request: string | undefined;
}) {
  const { time, happenedAt, type, money: worth, traceId } = step;
  const facts = factsText(step);
  return (
    <tr>
      <td class="number">
        <time dateTime={time} title={dayAndTime(time)}>
          {timeOfDay(time)}
        </time>
      </td>
      <td class="amount number dim">
        {before === undefined ? '' : `+${tookText(Date.parse(time) - Date.parse(before.time))}`}
      </td>
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
