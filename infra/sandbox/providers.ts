import type { TSchema } from 'typebox';
import {
  LicenceInquiry,
  PaymentInquiry,
  type ProviderKind,
} from '../../shared/contracts/riders/providers.ts';

/** Under which the checks of what the sandbox is asked are compiled. */
export const LICENCE_INQUIRY_CHECK = 'sandbox.licence-inquiry';
export const PAYMENT_INQUIRY_CHECK = 'sandbox.payment-inquiry';

export interface SandboxProvider {
  /** The function's name: what a stage names to be without a real provider. */
  readonly name: string;
  readonly description: string;
  readonly checks: Readonly<Record<string, TSchema>>;
}

/** Providers for stages without real ones, each a function of its own: whoever asks them knows no difference. */
export const sandboxProviders: Readonly<Record<ProviderKind, SandboxProvider>> = {
  licence: {
    name: 'sandbox-licence',
    description: 'Stands for a provider of licence checks: decides by the form of the number',
    checks: { [LICENCE_INQUIRY_CHECK]: LicenceInquiry },
  },
  payment: {
    name: 'sandbox-payment',
    description: 'Stands for a payment provider: decides by the form of the token',
    checks: { [PAYMENT_INQUIRY_CHECK]: PaymentInquiry },
  },
};
