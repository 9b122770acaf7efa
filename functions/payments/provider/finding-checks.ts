/** Under which the checks of what the provider answers are compiled. */
export const findingChecks = {
  authorize: 'payments.authorize-finding',
  charge: 'payments.charge-finding',
  capture: 'payments.capture-finding',
  void: 'payments.void-finding',
  refund: 'payments.refund-finding',
  find: 'payments.find-finding',
  callback: 'payments.callback-finding',
} as const;
