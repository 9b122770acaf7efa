import type { Cloud } from '../../core/cloud.ts';
import { RoleRequirements } from '../../iam/role-requirements.ts';
import { type DuplicateDelivery, duplicateChoice } from './duplicates.ts';
import type { PartialRetry } from './kafka/failed-records.ts';
import type { Tombstone } from './kafka/kafka-event.ts';
import type { LogRecord } from './kafka/log-record.ts';
import type { Mapping, MappingStatus } from './mapping.ts';

/** How event sources behave where AWS may do one thing or another. */
export interface Switches {
  partialRetry: PartialRetry;
  tombstone: Tombstone;
  /** Asked for each batch that succeeded: whether the source delivers it once more. */
  deliversAgain: () => boolean;
  /** Hears of each batch of a topic when it is done: what benchmarks measure by. */
  handled: (batch: readonly LogRecord[]) => void;
}

export interface DeployedMapping {
  readonly mapping: Mapping;
  /** Throws a Refusal unless the function's role may read the source. Asked when all policies are there. */
  readonly requireAccess: () => void;
}

/** The event source mappings of one local cloud. They begin when every resource is there. */
export class EventSources {
  readonly switches: Switches = {
    partialRetry: 'only-failed',
    tombstone: 'absent',
    deliversAgain: () => false,
    handled: () => undefined,
  };
  private readonly deployed: DeployedMapping[] = [];
  private readonly requirements: RoleRequirements;

  constructor(cloud: Cloud) {
    this.requirements = cloud.part(RoleRequirements);
    cloud.onStart('event sources', async () => {
      await Promise.all(this.mappings.map(async (mapping) => await mapping.start()));
    });
    cloud.onStop('event sources', async () => {
      await Promise.all(this.mappings.map(async (mapping) => await mapping.stop()));
    });
    cloud.clock.onQuiet(async () => await this.isQuiet());
  }

  add(deployed: DeployedMapping): void {
    this.deployed.push(deployed);
    this.requirements.add(deployed.requireAccess);
  }

  list(): readonly MappingStatus[] {
    return this.mappings.map((mapping) => mapping.status);
  }

  /** Stops deliveries to a function, or of one mapping by its id: its records wait. */
  pause(functionNameOrId: string): void {
    for (const mapping of this.named(functionNameOrId)) mapping.pause();
  }

  resume(functionNameOrId: string): void {
    for (const mapping of this.named(functionNameOrId)) mapping.resume();
  }

  /** Delivers batches twice from now on, as at-least-once sources may; undefined ends it. */
  duplicate(delivery: DuplicateDelivery | undefined): void {
    this.switches.deliversAgain = delivery === undefined ? () => false : duplicateChoice(delivery);
  }

  /** Whether nothing is under way, or waits, in all mappings, or in those of a function. */
  async isQuiet(functionNameOrId?: string): Promise<boolean> {
    const asked = functionNameOrId === undefined ? this.mappings : this.named(functionNameOrId);
    const answers = await Promise.all(asked.map(async (mapping) => await mapping.isQuiet()));
    return answers.every(Boolean);
  }

  private get mappings(): readonly Mapping[] {
    return this.deployed.map(({ mapping }) => mapping);
  }

  private named(functionNameOrId: string): readonly Mapping[] {
    const found = this.mappings.filter(({ status }) =>
      [status.id, status.functionName].includes(functionNameOrId),
    );
    if (found.length === 0) throw new Error(`no event source mapping belongs to ${functionNameOrId}`);
    return found;
  }
}
