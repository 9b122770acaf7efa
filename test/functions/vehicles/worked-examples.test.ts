import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { VehicleEvent } from '../../../functions/vehicles/evolve.ts';
import {
  anyEvent,
  connected,
  registerCar,
  SESSION,
  sent,
  type Vehicles,
  vehicles,
} from './car-under-test.ts';

/** The examples of docs/what-cars-say.md: a line each is a numbered event, and what becomes of it. */
interface Example {
  readonly arrives: string;
  readonly time?: string;
  readonly sent?: string;
  readonly type?: string;
  readonly status?: object;
  /** When the command was sent that the event answers. */
  readonly answers?: string;
  readonly becomes: { readonly time?: string; readonly status?: object; readonly judged?: readonly object[] };
}

const page = readFileSync(new URL('../../../docs/what-cars-say.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/^\*{0,2}([^\n]*)[^`]*?```jsonl\n([\s\S]*?)```/gm)].map(
  ([, title = '', lines = '']) => ({
    title,
    examples: lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Example),
  }),
);

/** `09:30:00` is a time of the day on which the examples play. */
const whole = (time: string): string => (time.length === 8 ? `2026-01-31T${time}.000Z` : time);

const TOLD = new Set(['vehicles.drive-started.v1', 'vehicles.parked.v1', 'vehicles.command-finished.v1']);

function happens(room: Vehicles, seq: number, example: Example): VehicleEvent['data'] | undefined {
  const { answers, status = {}, sent: left } = example;
  const time = whole(example.time ?? example.arrives);
  let type = example.type ?? 'parked';
  let data: Record<string, unknown> = { status };
  if (answers !== undefined) {
    room.now = whole(answers);
    const commandId = sent(room, `request-${seq}`);
    type = 'command-result';
    data = { status, session: SESSION, counter: seq, clock: time, commandId, result: 'executed' };
  }
  room.now = whole(example.arrives);
  const members = { type, data, ...(left === undefined ? {} : { sent: whole(left) }) };
  const { events } = room.handle(anyEvent({ seq, time }, members));
  return events.find((event) => TOLD.has(event.type))?.data;
}

describe('what cars say', () => {
  it('has examples', () => {
    expect(blocks.length).toBeGreaterThan(12);
    expect(blocks.flatMap(({ examples }) => examples).length).toBe(page.match(/^\{ "arrives"/gm)?.length);
  });

  it.each(blocks.map(({ title, examples }, n) => [n + 1, title, examples] as const))(
    'example %i: %s',
    (_, _title, examples) => {
      const room = vehicles();
      room.now = '2026-01-31T08:00:00.000Z';
      registerCar(room);
      room.handle(connected({ seq: 1, time: room.now }));
      for (const [n, example] of examples.entries()) {
        const { time, status, judged } = example.becomes;
        const told = happens(room, n + 2, example);

        expect(told).toMatchObject({
          ...(time === undefined ? {} : { time: whole(time) }),
          ...(status === undefined ? {} : { status }),
        });
        if (status !== undefined) expect(told).toHaveProperty('status', status);
        expect(told !== undefined && 'judged' in told ? told.judged : undefined).toEqual(judged);
      }
    },
  );
});
