import { type PaymentFinding, PaymentInquiry } from '../../shared/contracts/riders/providers.ts';
import { inquiryOf } from './inquiry.ts';
import { findPayment } from './payment.ts';
import { PAYMENT_INQUIRY_CHECK } from './providers.ts';

export const handler = async (event: unknown): Promise<PaymentFinding> =>
  findPayment(inquiryOf(PAYMENT_INQUIRY_CHECK, PaymentInquiry, event));
