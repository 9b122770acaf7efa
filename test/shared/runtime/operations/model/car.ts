import type { CarEvent } from '../../../../../shared/contracts/car/car.ts';

/** A car, as far as its numbered events go: keeps them until a receipt covers them, and sends them again. */
export class ModelCar {
  readonly vin: string;
  private readonly events: readonly CarEvent[];
  private kept: number;

  constructor(vin: string, events: readonly CarEvent[]) {
    this.vin = vin;
    this.events = events;
    this.kept = 0;
  }

  get done(): boolean {
    return this.kept >= this.events.length;
  }

  /** Everything that no receipt has covered, the oldest first, as far as a car sends ahead. */
  get unreceived(): readonly CarEvent[] {
    return this.events.slice(this.kept, this.kept + 4);
  }

  receive({ next }: { next: number }): void {
    this.kept = Math.max(this.kept, Math.min(next - 1, this.events.length));
  }
}
