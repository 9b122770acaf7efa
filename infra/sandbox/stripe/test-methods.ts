/**
 * The payment methods that the stand-in knows: Stripe's own test methods (https://docs.stripe.com/testing) by Stripe's
 * names, and more of its own for what Stripe's sandbox cannot play.
 */
export interface TestMethod {
  /** Stripe refuses to keep it, with this decline code. */
  readonly declinesSetup?: string;
  /** Every payment is declined with this code. */
  readonly declines?: string;
  /** Keeping it needs an authentication. */
  readonly authenticatesSetup?: boolean;
  /** Every payment needs an authentication. */
  readonly authenticates?: boolean;
  /** Keeping it takes this many seconds. */
  readonly setupSeconds?: number;
  readonly wallet?: string;
  /** How the bank decides on the dispute that follows. `open`: it waits for evidence. */
  readonly disputes?: 'lost' | 'open' | 'won';
  readonly refunds?: 'fails' | 'takes-time';
  /** Seconds until the authorization ends by itself. */
  readonly expiresAfterSeconds?: number;
  readonly callbacks?: 'in-another-order' | 'twice';
  readonly fault?: PlannedFault;
}

export const faults = ['busy', 'errorAfter', 'errorBefore', 'late', 'timeoutAfter', 'timeoutBefore'] as const;
/**
 * - `timeoutBefore`: no answer, and nothing is done. `timeoutAfter`: it is done, and there is no answer. `late`: no
 *   answer, and it is done after the client went away.
 * - `errorBefore`, `errorAfter`: status 500, which the idempotency key repeats from then on; after it nothing is done, or
 *   it is.
 * - `busy`: status 429, nothing is done.
 */
export type Fault = (typeof faults)[number];

export const operations = ['cancel', 'capture', 'confirm', 'create', 'refund', 'setup'] as const;
export type Operation = (typeof operations)[number];

/** The first request of this kind with the method meets the fault. */
export interface PlannedFault {
  readonly operation: Operation;
  readonly fault: Fault;
}

const declined = (code: string): TestMethod => ({ declinesSetup: code, declines: code });

const METHODS: Readonly<Record<string, TestMethod>> = {
  pm_card_visa: {},
  pm_card_mastercard: {},
  pm_card_amex: {},
  pm_card_chargeDeclined: declined('generic_decline'),
  pm_card_visa_chargeDeclined: declined('generic_decline'),
  pm_card_visa_chargeDeclinedInsufficientFunds: declined('insufficient_funds'),
  pm_card_visa_chargeDeclinedLostCard: declined('lost_card'),
  pm_card_visa_chargeDeclinedStolenCard: declined('stolen_card'),
  pm_card_chargeDeclinedExpiredCard: declined('expired_card'),
  pm_card_chargeDeclinedIncorrectCvc: declined('incorrect_cvc'),
  pm_card_chargeDeclinedProcessingError: declined('processing_error'),
  pm_card_chargeDeclinedFraudulent: declined('fraudulent'),
  // It can be kept, and declines all payments.
  pm_card_chargeCustomerFail: { declines: 'generic_decline' },
  pm_card_authenticationRequired: { authenticatesSetup: true, authenticates: true },
  pm_card_authenticationRequiredOnSetup: { authenticatesSetup: true },
  pm_card_createDispute: { disputes: 'open' },
  pm_card_refundFail: { refunds: 'fails' },
  pm_card_pendingRefund: { refunds: 'takes-time' },
};

/** The stand-in's own, after `pm_standIn_`. */
const OWN: Readonly<Record<string, TestMethod>> = {
  applePay: { wallet: 'apple_pay' },
  authenticate: { authenticates: true },
  callbacksTwice: { callbacks: 'twice' },
  callbacksInAnotherOrder: { callbacks: 'in-another-order' },
  disputeLost: { disputes: 'lost' },
  disputeWon: { disputes: 'won' },
  expires: { expiresAfterSeconds: 60 },
  slow: { setupSeconds: 30 },
};

/**
 * The test method that a text names: a payment method, or a token of the older kind (`tok_visa` is `pm_card_visa`). The
 * text may have a suffix, so that tests can tell tokens apart (`tok_visa_7f9c`); the name has none. Undefined when it names
 * none.
 */
export function testMethodName(text: string): string | undefined {
  const [own] = /^(?:pm|tok)_standIn_[A-Za-z]+(?:_[A-Za-z]+)*/.exec(text) ?? [];
  if (own !== undefined) {
    const name = own.replace(/^tok_/, 'pm_');
    return ownMethod(name) === undefined ? undefined : name;
  }
  const known = text.startsWith('tok_') ? `pm_card_${text.slice('tok_'.length)}` : text;
  const candidates = Object.keys(METHODS).filter((one) => known === one || known.startsWith(`${one}_`));
  return candidates.toSorted((a, b) => b.length - a.length)[0];
}

/** What a test method does. Nothing special for a name that is unknown. */
export function testMethod(name: string): TestMethod {
  const own = ownMethod(name);
  if (own !== undefined) return own;
  return (Object.hasOwn(METHODS, name) ? METHODS[name] : undefined) ?? {};
}

function ownMethod(name: string): TestMethod | undefined {
  const [, kind = '', rest = ''] = /^pm_standIn_([A-Za-z]+)(?:_([A-Za-z_]+))?$/.exec(name) ?? [];
  if (kind === 'decline') return { declines: rest };
  if (kind !== 'fault') return Object.hasOwn(OWN, kind) ? OWN[kind] : undefined;
  const [wanted, what] = rest.split('_');
  const operation = operations.find((one) => one === wanted);
  const fault = faults.find((one) => one === what);
  return operation === undefined || fault === undefined ? undefined : { fault: { operation, fault } };
}
