import { Object as Obj } from 'typebox';
import { exampleId } from '../../kernel/ids.ts';
import { event } from '../define.ts';
import { RentalId, RiderId, strict, Vin } from '../fields.ts';
import { RentalPayment } from './payment.ts';
import { rentalsEvents } from './rentals.ts';

export const paymentHeard = event({
  type: 'rentals.payment-heard.v1',
  topic: rentalsEvents,
  description:
    'Whether the amount that the rental reserves was authorized; while it was not, the car does not open',
  key: 'vin',
  heardBy: { nobody: 'repeats what the payments room has said' },
  data: Obj({ vin: Vin, rentalId: RentalId, riderId: RiderId, payment: RentalPayment }, strict),
  example: {
    vin: 'WRS00001X0T000001',
    rentalId: exampleId('rnt'),
    riderId: 'ana',
    payment: {
      paymentId: exampleId('pmt'),
      state: 'DECLINED',
      reason: 'INSUFFICIENT_FUNDS',
      time: '2026-01-31T09:30:01.000Z',
    },
  },
});
