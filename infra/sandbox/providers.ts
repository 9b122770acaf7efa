import type { TSchema } from 'typebox';
import {
  LicenceInquiry,
  PaymentInquiry,
  type ProviderKind,
} from '../../shared/contracts/riders/providers.ts';

/** The names under which the validators of requests to the sandbox are compiled. */
export const LICENCE_INQUIRY_CHECK = 'sandbox.licence-inquiry';
export const PAYMENT_INQUIRY_CHECK = 'sandbox.payment-inquiry';

export interface SandboxProvider {
  /** The function's name. A stage without a real provider names this one. */
  readonly name: string;
  readonly description: string;
  readonly checks: Readonly<Record<string, TSchema>>;
}

/** Providers for stages without real ones, each a function of its own. They have the same contract as real ones. */
export const sandboxProviders: Readonly<Record<ProviderKind, SandboxProvider>> = {
  licence: {
    name: 'sandbox-licence',
    description: 'Sandbox provider of licence checks: decides by the form of the number',
    checks: { [LICENCE_INQUIRY_CHECK]: LicenceInquiry },
  },
  payment: {
    name: 'sandbox-payment',
    description: 'Sandbox payment provider: decides by the form of the token',
    checks: { [PAYMENT_INQUIRY_CHECK]: PaymentInquiry },
  },
};
