/** Under which the check of what the provider says of its balance is compiled. */
export const BALANCE_CHECK = 'billing.balance-finding';
