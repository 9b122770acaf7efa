import type { CarEvent } from '../../../shared/contracts/car/car.ts';
import type { PhoneResult, RefusedFault } from '../../../shared/contracts/car/grant-exchange.ts';
import type { Step, VectorCar } from './vector-format.ts';

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
