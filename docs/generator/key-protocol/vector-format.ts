import type { CarEvent, CarStatus, TrustedKeys } from '../../../shared/contracts/car/car.ts';
import type { PhoneResult, RefusedFault } from '../../../shared/contracts/car/grant-exchange.ts';

/** The form of docs/key-protocol/vectors.json, as the page on the key protocol describes it. */
export interface VectorFile {
  readonly keys: Readonly<Record<string, VectorKey>>;
  readonly vectors: readonly Vector[];
  readonly phoneVectors: readonly PhoneVector[];
  readonly featureVectors: readonly FeatureVector[];
}

export interface VectorKey {
  readonly kid: string;
  readonly x: string;
  readonly y: string;
  /** The private key: for tests only. */
  readonly d: string;
}

export interface Vector {
  readonly name: string;
  readonly section: 5 | 7 | 8 | 9;
  readonly car: VectorCar;
  readonly steps: readonly Step[];
}

export interface VectorCar {
  readonly vin: string;
  readonly session: string;
  readonly clock: string;
  readonly trustedKeys: TrustedKeys;
  readonly body: Body;
}

export type Body = { readonly moving: boolean } & Required<
  Pick<CarStatus, 'engineOn' | 'doorsClosed' | 'locked' | 'startEnabled'>
>;

/** A numbered event, but for its numbers and its time. */
type Answer<Event> = Event extends CarEvent ? Pick<Event, 'type' | 'data' | 'traceparent'> : never;

/** Something that comes by MQTT. */
export interface Step {
  readonly clock?: string;
  readonly body?: Partial<Body>;
  /** The session of a boot before it. */
  readonly reboot?: string;
  readonly topic: 'commands' | 'trust';
  readonly message: string;
  readonly answer: Answer<Extract<CarEvent, { type: 'command-result' | 'trust-updated' }>>;
  /** What the car does; nothing without it. */
  readonly executes?: string;
}

/** The form of the vectors about phones, as the page on the key protocol describes it. */
export interface PhoneVector {
  readonly name: string;
  readonly section: 7 | 9;
  readonly car: VectorCar;
  readonly steps: readonly (PhoneStep | TrustStep)[];
}

/** A list that comes by MQTT. */
export type TrustStep = Omit<Step, 'answer'> & {
  readonly answer: Pick<Extract<CarEvent, { type: 'trust-updated' }>, 'type' | 'data'>;
};

/** A frame that comes from a phone. */
export interface PhoneStep extends Pick<Step, 'clock' | 'body' | 'reboot' | 'executes'> {
  readonly stream: { readonly challenge: string; readonly drawn: string };
  readonly frame: object;
  readonly reply:
    | { readonly type: 'refused'; readonly fault: RefusedFault }
    | { readonly type: 'result'; readonly payload: PhoneResult };
  /** The event that the platform is to hear; none without it. */
  readonly answer?: Pick<Extract<CarEvent, { type: 'grant-used' }>, 'type' | 'data'>;
}

/** The form of the vectors about bought features, as the page on the key protocol describes it. */
export interface FeatureVector {
  readonly name: string;
  readonly section: 10;
  readonly car: VectorCar & { readonly features: readonly string[] };
  readonly steps: readonly FeatureStep[];
}

/** A text that comes on `trust`; without one, only time passes. */
export interface FeatureStep extends Pick<Step, 'clock' | 'body' | 'reboot'> {
  readonly message?: string;
  /** The numbered events that the car sends, in this order. */
  readonly answers: readonly Answer<
    Extract<CarEvent, { type: 'entitlement-result' | 'entitlement-ended' | 'trust-updated' }>
  >[];
  /** The features that it has after it. */
  readonly active: readonly string[];
}
