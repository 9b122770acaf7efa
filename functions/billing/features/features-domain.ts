import { featureListSet, setFeatureList } from '../../../shared/contracts/billing/features.ts';
import type { AggregateDomain } from '../../../shared/runtime/aggregates.ts';
import type { MessageOf } from '../../../shared/runtime/domain.ts';
import {
  decideFeatureList,
  evolveFeatureList,
  type FeatureListEvent,
  type FeatureListState,
  featureListItems,
  nothingForSale,
} from './feature-list.ts';

export const featureListDomain: AggregateDomain<
  FeatureListState,
  MessageOf<typeof setFeatureList>,
  FeatureListEvent
> = {
  kinds: ['feature-list'],
  messages: [setFeatureList],
  events: [featureListSet],
  aggregateOf: ({ data }) => `feature-list/${data.fleet}`,
  aggregateOfEvent: ({ data }) => `feature-list/${data.fleet}`,
  initial: () => nothingForSale,
  decide: decideFeatureList,
  evolve: evolveFeatureList,
  readModels: featureListItems,
};
