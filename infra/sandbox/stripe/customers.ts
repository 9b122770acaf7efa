import { invalid } from './api-error.ts';
import { type Parameters, text, texts } from './form.ts';
import { type Customer, newId } from './objects.ts';
import type { Work } from './work.ts';

/** As with Stripe, the search does not find what is new. */
const INDEXED_AFTER_SECONDS = 60;

export function createCustomer(work: Work, parameters: Parameters): Customer {
  const metadata = texts(parameters, 'metadata');
  const customer: Customer = {
    id: newId('cus'),
    object: 'customer',
    created: work.now,
    livemode: false,
    metadata,
  };
  const pairs = Object.entries(metadata).map(([name, value]) => `customer/${name}=${value}`);
  work.put(customer, ['customer', ...pairs]);
  return customer;
}

/** The one form of query that there is here: `metadata['name']:'value'`. */
export async function searchCustomers(work: Work, parameters: Parameters): Promise<Customer[]> {
  const query = text(parameters, 'query') ?? '';
  const [, name, value] = /^metadata\['([^']+)'\]:'([^']+)'$/.exec(query) ?? [];
  if (name === undefined) throw invalid(`This query is not known here: ${query}`, { param: 'query' });
  const found = await work.list<Customer>('customer', `customer/${name}=${value}`);
  return found.filter(({ created }) => created + INDEXED_AFTER_SECONDS <= work.now);
}
