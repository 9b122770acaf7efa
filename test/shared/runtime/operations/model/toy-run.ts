import type { CarEvent } from '../../../../../shared/contracts/car/car.ts';
import { type Random, random } from '../../../../../shared/kernel/random.ts';
import { makeVin } from '../../../../../shared/kernel/vin.ts';
import { type ModelMessage, type ModelResult, runModel } from '../model.ts';
import type { Safeguard } from './safeguards.ts';
import { give, join, room, take, toyDomain } from './toy-room.ts';

const cars = [1, 2, 3].map((n) => makeVin('WRS', '00001', n));
const riders = ['ana', 'bea', 'cem'];

/** One run of the toy room: riders who race for cars, cars that speak, messages that nobody can handle at first. */
export async function runToy(seed: number, without?: Safeguard): Promise<ModelResult> {
  const chance = random('toy', seed);
  return await runModel({
    seed,
    room,
    domain: toyDomain({ goBackN: without !== 'goBackN' }),
    before: riders.slice(0, 2).map((rider) => ({ contract: join, data: { rider } })),
    messages: Array.from({ length: 9 }, () => message(chance)),
    cars: cars
      .slice(0, 2)
      .map((vin) => ({ vin, events: Array.from({ length: 3 }, (_, n) => carEvent(n + 1)) })),
    check: inOrderPerLane,
    without,
  });
}

function message(chance: Random): ModelMessage {
  const contract = chance.pick([take, take, give]);
  const poison = chance.next() < 0.06 ? chance.pick(['undecodable', 'undecidable'] as const) : undefined;
  return {
    contract,
    data: { car: chance.pick(cars), rider: chance.pick(riders) },
    ...(chance.next() < 0.3 ? { expiresAfterSeconds: 10 } : {}),
    ...(poison === undefined ? {} : { poison }),
  };
}

function carEvent(seq: number): CarEvent {
  return { log: 1, seq, type: 'parked', time: '2026-01-31T09:00:00.000Z', data: { status: {} } };
}

/** Each of a car's events once, in order, none missing. */
function inOrderPerLane({ events }: Pick<ModelResult, 'events'>): string[] {
  const moved = events
    .filter(({ type }) => type === 'toy.moved.v1')
    .map(({ data }) => data as { car: string; seq: number });
  return cars.slice(0, 2).flatMap((vin) => {
    const numbers = moved.filter(({ car }) => car === vin).map(({ seq }) => seq);
    return String(numbers) === '1,2,3' ? [] : [`the events of ${vin} were taken as ${String(numbers)}`];
  });
}
