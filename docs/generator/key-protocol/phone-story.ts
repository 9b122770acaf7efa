import { createHash } from 'node:crypto';
import { type Fault, type GrantAction, REVOCATIONS_JWS_TYPE } from '../../../shared/contracts/car/car.ts';
import {
  GRANT_JWS_TYPE,
  type Grant,
  REQUEST_JWS_TYPE,
  type RefusedFault,
  type Revocations,
} from '../../../shared/contracts/car/grant-exchange.ts';
import { derivedId } from '../../../shared/kernel/ids.ts';
import { thumbprint } from '../../../shared/kernel/thumbprint.ts';
import { addSeconds } from '../../../shared/kernel/time.ts';
import { type Party, party, platform } from './parties.ts';
import { BOOKING, bodyAfter, carAt } from './story.ts';
import type { Body, PhoneStep, PhoneVector, TrustStep, VectorCar } from './vector-format.ts';

/** A party that is known by the thumbprint of its key, and shows the key in its headers. */
interface Bearer extends Party {
  readonly thumbprint: string;
  readonly header: { readonly kid: string; readonly jwk: object };
}

function bearer(name: string): Bearer {
  const plain = party(name);
  const { x, y } = plain;
  const kid = thumbprint(plain);
  const header = { kid, jwk: { kty: 'EC', crv: 'P-256', x, y } };
  return { ...plain, kid, thumbprint: kid, header };
}

export const carKey = bearer('car');
export const phone = bearer('phone');
export const otherPhone = bearer('other phone');

/** What the phone says, and how it differs from what is right. */
export interface Asking {
  readonly grant?: Readonly<Record<string, unknown>>;
  readonly grantHeader?: object;
  readonly grantBy?: Party;
  readonly request?: Readonly<Record<string, unknown>>;
  readonly requestHeader?: object;
  readonly by?: Bearer;
  /** Seconds since the challenge was drawn. */
  readonly after?: number;
  /** Made of the whole frame, when the frame itself is to be wrong. */
  readonly frame?: (frame: { type: string; grant: string; request: string }) => object;
}

type Change = Partial<Pick<PhoneStep, 'clock' | 'body' | 'reboot'>>;

/** A vector of what phones ask, told as by `Story`: what the car does is said by who writes it. */
export class PhoneStory {
  readonly steps: (PhoneStep | TrustStep)[] = [];
  private readonly car: VectorCar;
  private readonly name: string;
  private readonly section: PhoneVector['section'];
  private clock: string;
  private body: Body;
  private revocations = 0;
  private pending: Change = {};

  constructor(section: PhoneVector['section'], name: string, car: VectorCar = carAt()) {
    this.section = section;
    this.name = name;
    this.car = car;
    this.clock = car.clock;
    this.body = car.body;
  }

  get vector(): PhoneVector {
    return { name: this.name, section: this.section, car: this.car, steps: this.steps };
  }

  /** As it should be: from a minute ago, for an hour, all actions. */
  grant(changes: Asking['grant'] = {}): Grant {
    return {
      id: derivedId('grt', this.name),
      vin: this.car.vin,
      booking: BOOKING,
      phone: phone.thumbprint,
      car: carKey.thumbprint,
      notBefore: addSeconds(this.car.clock, -60),
      expires: addSeconds(this.car.clock, 3600),
      actions: ['unlock', 'lock', 'start-enable', 'stop-enable', 'find', 'open-trunk'],
      ...changes,
    };
  }

  before(change: Change): this {
    this.clock = change.clock ?? this.clock;
    this.body = { ...this.body, ...change.body };
    this.pending = { ...this.pending, ...change };
    return this;
  }

  /** What the phone wants, happens. */
  executes(action: GrantAction, asking: Asking = {}): this {
    const said = this.says(action, asking);
    this.body = bodyAfter(this.body, { action, booking: BOOKING });
    return this.answered(said, action, {});
  }

  /** It is known who asks, and it does not happen. */
  refuses(action: GrantAction, fault: Fault, asking: Asking = {}): this {
    return this.answered(this.says(action, asking), action, { fault });
  }

  /** It is not certain who asks. */
  ignores(fault: RefusedFault, asking: Asking = {}, action: GrantAction = 'unlock'): this {
    const { frame, stream } = this.says(action, asking);
    this.push({ stream, frame, reply: { type: 'refused', fault } });
    return this;
  }

  /** The list of revoked grants comes. */
  takes(list: object, by: Party = platform): this {
    this.revocations = (list as Revocations).version;
    return this.listed(by.sign(REVOCATIONS_JWS_TYPE, list));
  }

  keeps(message: string, fault: Fault): this {
    return this.listed(message, fault);
  }

  list(version: number, ids: readonly string[] = [this.grant().id]): Revocations {
    const expires = addSeconds(this.car.clock, 3600);
    return { vin: this.car.vin, version, grants: ids.map((id) => ({ id, expires })) };
  }

  private says(action: GrantAction, asking: Asking) {
    const { by = phone, after = 0 } = asking;
    const challenge = createHash('sha256').update(`${this.name} ${this.steps.length}`).digest('base64url');
    const grant = this.grant(asking.grant);
    const payload = { vin: this.car.vin, grant: grant.id, challenge, action, ...asking.request };
    const frame = {
      type: 'request',
      grant: (asking.grantBy ?? platform).sign(GRANT_JWS_TYPE, grant, asking.grantHeader),
      request: by.sign(REQUEST_JWS_TYPE, payload, { ...by.header, ...asking.requestHeader }),
    };
    const stream = { challenge, drawn: addSeconds(this.clock, -after) };
    return { grant, payload, stream, frame: asking.frame?.(frame) ?? frame };
  }

  private answered(
    { grant, payload, stream, frame }: ReturnType<PhoneStory['says']>,
    action: GrantAction,
    outcome: { fault?: Fault },
  ): this {
    const { moving: _, ...status } = this.body;
    const told = {
      action: payload.action,
      result: outcome.fault === undefined ? 'executed' : 'refused',
      ...outcome,
      status,
    } as const;
    const { vin } = this.car;
    this.push({
      stream,
      frame,
      reply: {
        type: 'result',
        payload: { vin, grant: grant.id, challenge: payload.challenge, clock: this.clock, ...told },
      },
      answer: { type: 'grant-used', data: { grantId: grant.id, booking: grant.booking, ...told } },
      ...(outcome.fault === undefined ? { executes: action } : {}),
    });
    return this;
  }

  private listed(message: string, fault?: Fault): this {
    const trust = { keys: this.car.trustedKeys.version, revocations: this.revocations };
    const data = { trust, ...(fault === undefined ? {} : { fault }) };
    this.push({ topic: 'trust', message, answer: { type: 'trust-updated', data } });
    return this;
  }

  private push(step: PhoneStep | TrustStep): void {
    this.steps.push({ ...this.pending, ...step });
    this.pending = {};
  }
}
