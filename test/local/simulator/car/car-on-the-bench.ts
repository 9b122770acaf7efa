import { readFileSync } from 'node:fs';
import { newCar } from '../../../../local/simulator/car/boot.ts';
import type { Car, Surroundings } from '../../../../local/simulator/car/car.ts';
import { type Effect, type Input, react, wakeAt } from '../../../../local/simulator/car/react.ts';
import { buildWorld } from '../../../../local/simulator/motion/world.ts';
import type { CarCommand, CarEvent, Sample, TrustedKeys } from '../../../../shared/contracts/car/car.ts';
import { derivedId } from '../../../../shared/kernel/ids.ts';
import { instant } from '../../../../shared/kernel/time.ts';
import { makeVin } from '../../../../shared/kernel/vin.ts';
import { createPlatformKey, type PlatformKey, trustOf } from '../key-protocol/platform-key.ts';

const read = (file: string): { source: string; text: string } => ({
  source: file,
  text: readFileSync(new URL(`../../../../local/simulator/data/${file}`, import.meta.url), 'utf8'),
});
export const world = buildWorld(read('andorra-roads.geojson'), read('andorra-places.geojson'));

export const START = Date.parse('2026-01-31T09:30:00.000Z');
export const VIN = makeVin('WRS', '00001', 1);
const BOOKING = derivedId('rnt', 1);

/** A car that lives in a test: its time is set, what goes in and comes out is kept. */
export class CarOnTheBench {
  readonly platform: PlatformKey;
  readonly surroundings: Surroundings;
  car: Car;
  now = START;
  readonly effects: Effect[] = [];
  private counter = 0;

  constructor(options: { seed?: number; vin?: string; platform?: PlatformKey; trust?: TrustedKeys } = {}) {
    this.platform = options.platform ?? createPlatformKey();
    this.surroundings = {
      world,
      trust: options.trust ?? trustOf(1, this.platform),
      seed: options.seed ?? 1,
      sampleEveryMilliseconds: 10_000,
    };
    this.car = newCar(options.vin ?? VIN, this.now, this.surroundings);
  }

  /** One input now. Says what it made the car do. */
  give(input: Input): readonly Effect[] {
    const { car, effects } = react(this.car, input, this.now, this.surroundings);
    this.car = car;
    this.effects.push(...effects);
    return effects;
  }

  /** Lets time pass, calling the car whenever it wants to be called. */
  wait(seconds: number): readonly Effect[] {
    const end = this.now + seconds * 1000;
    const before = this.effects.length;
    for (let at = wakeAt(this.car); at <= end; at = wakeAt(this.car)) {
      this.now = Math.max(this.now, at);
      this.give({ type: 'time' });
    }
    this.now = end;
    return this.effects.slice(before);
  }

  command(changes: Partial<CarCommand> | { action: string } = {}): CarCommand {
    this.counter += 1;
    return {
      id: derivedId('cmd', this.counter),
      vin: this.car.vin,
      action: 'unlock',
      booking: BOOKING,
      session: this.car.session,
      counter: this.counter,
      issued: instant(this.now),
      expires: instant(this.now + 5000),
      ...changes,
    } as CarCommand;
  }

  /** Sends a command signed by the platform; says the car's answers. */
  order(changes: Parameters<CarOnTheBench['command']>[0] = {}): CommandResultEvent[] {
    return this.deliver(this.platform.sign(this.command(changes)));
  }

  deliver(bytes: Uint8Array): CommandResultEvent[] {
    return recorded(this.give({ type: 'command', bytes })).filter((event) => event.type === 'command-result');
  }

  receipt(next: number, log = this.car.outbox.log): readonly Effect[] {
    return this.give({ type: 'receipt', bytes: Buffer.from(JSON.stringify({ log, lane: 'normal', next })) });
  }
}

export type CommandResultEvent = Extract<CarEvent, { type: 'command-result' }>;

export const recorded = (effects: readonly Effect[]): CarEvent[] =>
  effects.flatMap((effect) => (effect.type === 'recorded' ? [effect.event] : []));
export const sentEvents = (effects: readonly Effect[]): CarEvent[] =>
  effects.flatMap((effect) => (effect.type === 'send-event' ? [effect.event] : []));
export const sentSamples = (effects: readonly Effect[]): Sample[] =>
  effects.flatMap((effect) => (effect.type === 'send-sample' ? [effect.sample] : []));
