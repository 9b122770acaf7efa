import type { Cloud } from '../core/cloud.ts';
import type { NextTime } from './expression.ts';

export interface ScheduleDefinition {
  readonly name: string;
  readonly next: NextTime;
  /** Platform milliseconds; from then on, until then. */
  readonly startsAt?: number;
  readonly endsAt?: number;
  /** Invokes the target for the time at which the schedule was due. */
  readonly fire: (due: number) => Promise<void>;
}

/** Everything that happens by the clock: EventBridge's schedules and rules. They begin when the cloud is ready. */
export class Schedules {
  private readonly cloud: Cloud;
  private readonly definitions: ScheduleDefinition[] = [];
  /** Schedule → when it fires next. */
  private readonly dues = new Map<string, number>();

  constructor(cloud: Cloud) {
    this.cloud = cloud;
    cloud.onStart('schedules', async () => {
      // All schedules count from the same moment, so that schedules of the same rate are due at the same time.
      const now = this.cloud.clock.now();
      for (const definition of this.definitions)
        this.arm(definition, Math.max(now, definition.startsAt ?? 0));
      await Promise.resolve();
    });
  }

  add(definition: ScheduleDefinition): void {
    this.definitions.push(definition);
  }

  list(): readonly { readonly name: string; readonly next: number | undefined }[] {
    return this.definitions.map(({ name }) => ({ name, next: this.dues.get(name) }));
  }

  /** Invokes a schedule's target now, besides the times at which it is due. */
  async runNow(name: string): Promise<void> {
    const definition = this.definitions.find((one) => one.name === name);
    if (definition === undefined) throw new RangeError(`there is no schedule ${name}`);
    await this.fire(definition, this.cloud.clock.now());
  }

  private arm(definition: ScheduleDefinition, after: number): void {
    const due = definition.next(after);
    this.dues.delete(definition.name);
    if (due === undefined || due > (definition.endsAt ?? Number.POSITIVE_INFINITY)) return;
    this.dues.set(definition.name, due);
    this.cloud.clock.schedule(due, `schedule ${definition.name}`, async () => {
      this.arm(definition, due);
      await this.fire(definition, due);
    });
  }

  private async fire(definition: ScheduleDefinition, due: number): Promise<void> {
    try {
      await definition.fire(due);
    } catch (error) {
      this.cloud.journal.count(`schedules.${definition.name}.failed`);
      this.cloud.journal.write({
        time: this.cloud.clock.now(),
        source: 'schedules',
        level: 'ERROR',
        text: `${definition.name} could not invoke its target: ${String(error)}`,
      });
    }
  }
}
