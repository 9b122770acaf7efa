import type { OwnData } from '../shell/rider.ts';

/** Whether licence and payment method are good: the platform decides it again when a car is reserved. */
export const mayRent = ({ licence, paymentMethod }: OwnData): boolean =>
  licence?.status === 'VERIFIED' && paymentMethod !== undefined;
