/** What the platform keeps of a method: Stripe's customer, and the method that the customer has there. */
export interface CustomersMethod {
  readonly customer: string;
  readonly paymentMethod: string;
}

export function methodText({ customer, paymentMethod }: CustomersMethod): string {
  return `${customer}/${paymentMethod}`;
}

/** Undefined for a text that SET_UP_METHOD never answered. */
export function parseMethod(text: string): CustomersMethod | undefined {
  const [, customer, paymentMethod] = /^(cus_\w+)\/(\w+)$/.exec(text) ?? [];
  return customer === undefined || paymentMethod === undefined ? undefined : { customer, paymentMethod };
}

/** The id of what Stripe gives as an id, or as the whole object when that was requested. */
export function idOf(value: string | { readonly id: string } | null | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.id;
}
