import type { Fault } from '../../../shared/contracts/car/car.ts';
import {
  ENTITLEMENT_JWS_TYPE,
  type Entitlement,
  WITHDRAWAL_JWS_TYPE,
  type Withdrawal,
} from '../../../shared/contracts/car/entitlements.ts';
import { derivedId } from '../../../shared/kernel/ids.ts';
import { addSeconds, milliseconds } from '../../../shared/kernel/time.ts';
import { type Party, platform } from './parties.ts';
import { BOOKING, carAt } from './story.ts';
import type { Body, FeatureStep, FeatureVector, VectorCar } from './vector-format.ts';

export const FEATURE = 'power-100';
export const OTHER_FEATURE = 'seat-heating';
export const DAY = 86_400;

type Change = Partial<Pick<FeatureStep, 'clock' | 'body' | 'reboot'>>;

/** A vector about bought features, told as by `Story`: what the car has is said by who writes it. */
export class FeatureStory {
  readonly steps: FeatureStep[] = [];
  private readonly car: FeatureVector['car'];
  private readonly name: string;
  private clock: string;
  private body: Body;
  private version = 0;
  private signed = 0;
  private active: readonly Entitlement[] = [];
  private pending: Change = {};

  constructor(name: string, car: Partial<VectorCar> = {}) {
    this.name = name;
    this.car = { ...carAt(car), features: [FEATURE, OTHER_FEATURE] };
    this.clock = this.car.clock;
    this.body = this.car.body;
  }

  get vector(): FeatureVector {
    return { name: this.name, section: 10, car: this.car, steps: this.steps };
  }

  /** As it should be: the next version, five minutes to be taken, from a minute ago for a day. */
  entitlement(changes: Readonly<Record<string, unknown>> = {}): Entitlement {
    this.signed += 1;
    return {
      id: derivedId('ent', this.name, this.signed),
      vin: this.car.vin,
      booking: BOOKING,
      feature: FEATURE,
      version: this.signed,
      expires: addSeconds(this.clock, 300),
      begins: addSeconds(this.clock, -60),
      ends: addSeconds(this.clock, DAY),
      ...changes,
    };
  }

  withdrawal(id: string, changes: Readonly<Record<string, unknown>> = {}): Withdrawal {
    this.signed += 1;
    return { id, vin: this.car.vin, version: this.signed, ...changes };
  }

  before(change: Change): this {
    this.clock = change.clock ?? this.clock;
    this.body = { ...this.body, ...change.body };
    this.pending = { ...this.pending, ...change };
    return this;
  }

  /** The car has it from now on. */
  takes(entitlement: Entitlement, by: Party = platform): this {
    const { id, feature, version } = entitlement;
    this.version = version;
    this.active = [...this.active.filter((one) => one.feature !== feature), entitlement];
    return this.push(by.sign(ENTITLEMENT_JWS_TYPE, entitlement), [
      this.resultOf(id, { result: 'executed' } as const),
    ]);
  }

  /** @param used whether its version is used by that */
  refuses(entitlement: Entitlement, fault: Fault, { by = platform, used = false } = {}): this {
    if (used) this.version = entitlement.version;
    return this.push(by.sign(ENTITLEMENT_JWS_TYPE, entitlement), [
      this.resultOf(entitlement.id, { result: 'refused', fault }),
    ]);
  }

  withdraws(withdrawal: Withdrawal, by: Party = platform): this {
    this.version = Math.max(this.version, withdrawal.version);
    this.active = this.active.filter(({ id }) => id !== withdrawal.id);
    return this.push(by.sign(WITHDRAWAL_JWS_TYPE, withdrawal), [this.endOf(withdrawal.id, 'withdrawn')]);
  }

  refusesWithdrawal(withdrawal: Withdrawal, fault: Fault, by: Party = platform): this {
    return this.push(by.sign(WITHDRAWAL_JWS_TYPE, withdrawal), [
      this.resultOf(withdrawal.id, { result: 'refused', fault }),
    ]);
  }

  /** A text of which the car believes nothing. */
  refusesText(message: string, fault: Fault): this {
    const trust = { keys: this.car.trustedKeys.version, revocations: 0 };
    return this.push(message, [{ type: 'trust-updated', data: { trust, fault } }]);
  }

  /** Time passes: what is over, ends. */
  waits(seconds: number, change: Change = {}): this {
    this.before({ ...change, clock: addSeconds(this.clock, seconds) });
    const over = this.active.filter(({ ends }) => milliseconds(ends) <= milliseconds(this.clock));
    this.active = this.active.filter((one) => !over.includes(one));
    return this.push(
      undefined,
      over.map(({ id }) => this.endOf(id, 'expired')),
    );
  }

  private resultOf(
    entitlementId: string,
    outcome: { readonly result: 'executed' } | { readonly result: 'refused'; readonly fault: Fault },
  ): FeatureStep['answers'][number] {
    const data = { entitlementId, version: this.version, ...outcome, status: this.status() };
    return { type: 'entitlement-result', data };
  }

  private endOf(entitlementId: string, why: 'expired' | 'withdrawn'): FeatureStep['answers'][number] {
    const data = { entitlementId, version: this.version, why, status: this.status() };
    return { type: 'entitlement-ended', data };
  }

  private status() {
    const { moving: _, ...status } = this.body;
    return status;
  }

  private push(message: string | undefined, answers: FeatureStep['answers']): this {
    this.steps.push({
      ...this.pending,
      ...(message === undefined ? {} : { message }),
      answers,
      active: this.active.map(({ feature }) => feature),
    });
    this.pending = {};
    return this;
  }
}
