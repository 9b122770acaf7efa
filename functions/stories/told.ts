import * as catalogue from '../../shared/contracts/catalogue.ts';
import type { EventContract, MessageContract } from '../../shared/contracts/define.ts';
import { pointsMoved } from '../../shared/contracts/loyalty/points.ts';
import { onlyFields, propertiesOf } from '../../shared/runtime/only-fields.ts';

/** The events that tell of a rental. */

/** The fields of an event that name its rental. A command to a car names it as its booking. */
export const RENTAL_FIELDS = ['rentalId', 'booking'];

/** An event that repeats what another room has said, and so is no step of its own: its contract says that it does. */
const isEcho = ({ heardBy }: EventContract): boolean =>
  'nobody' in heardBy && heardBy.nobody.startsWith('repeats what ');

const namesRental = ({ data }: MessageContract): boolean =>
  RENTAL_FIELDS.some((field) => field in propertiesOf(data));

const isTold = (contract: MessageContract): contract is EventContract =>
  contract.kind === 'event' &&
  !isEcho(contract) &&
  (namesRental(contract) || contract.type === pointsMoved.type);

/** With the fields that say which rental it is; what else is noted is looked for, and may be missing. */
export const toldEvents: readonly EventContract[] = catalogue.messages
  .filter(isTold)
  .map((contract) => onlyFields(contract, RENTAL_FIELDS));
