import type { Position } from '@roadstream/sdk';

/** What cars have reported: the newest values of each, when it was heard of last, and where it has been. */

/** Two hours of a car that drives. */
const TRAIL_KEPT = 720;

export class Readings {
  readonly #readings = new Map<string, Position>();
  readonly #heardAt = new Map<string, number>();
  /** Longitude, latitude, longitude, …: oldest first. */
  readonly #trails = new Map<string, number[]>();

  of(vin: string): Position | undefined {
    return this.#readings.get(vin);
  }

  /** Platform time, milliseconds. */
  heardAt(vin: string): number | undefined {
    return this.#heardAt.get(vin);
  }

  /** Where the car has been since the page was opened, oldest first. */
  trailOf(vin: string): readonly (readonly [longitude: number, latitude: number])[] {
    const trail = this.#trails.get(vin) ?? [];
    return Array.from({ length: trail.length / 2 }, (_, n) => [trail[2 * n] ?? 0, trail[2 * n + 1] ?? 0]);
  }

  /** The car was heard of at that time, by whatever it was. */
  hear(vin: string, time: number): void {
    const before = this.#heardAt.get(vin);
    if (before === undefined || time > before) this.#heardAt.set(vin, time);
  }

  /** Readings may come late, and have only what the car has just reported: for each value the newest one stays. */
  take(reading: Position): void {
    const { vin, time, position } = reading;
    const before = this.#readings.get(vin);
    const isNewest = before === undefined || before.time <= time;
    this.hear(vin, Date.parse(time));
    this.#readings.set(vin, isNewest ? { ...before, ...reading } : { ...reading, ...before });
    if (isNewest && position !== undefined && !isSamePlace(before?.position, position))
      this.#draw(vin, position.longitude, position.latitude);
  }

  #draw(vin: string, longitude: number, latitude: number): void {
    const trail = this.#trails.get(vin) ?? [];
    trail.push(longitude, latitude);
    if (trail.length > 2 * TRAIL_KEPT) trail.splice(0, 2);
    this.#trails.set(vin, trail);
  }
}

function isSamePlace(before: Position['position'], now: NonNullable<Position['position']>): boolean {
  return before?.latitude === now.latitude && before.longitude === now.longitude;
}
