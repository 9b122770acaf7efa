import { asyncApi } from './asyncapi.ts';
import { errorCatalogue } from './errors.ts';
import { keyProtocolVectors } from './key-protocol/vectors.ts';
import { openApi } from './openapi.ts';
import { rentalStates } from './rental-states.ts';
import { sdkApi } from './sdk/api.ts';
import { webhookEvents } from './webhook-events.ts';

const json = (value: object): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** The generated pages by their path in the project. */
export function generatedPages(): ReadonlyMap<string, string> {
  return new Map([
    ['docs/api/openapi.json', json(openApi())],
    ['docs/api/asyncapi.json', json(asyncApi())],
    ['docs/api/errors.md', errorCatalogue()],
    ['docs/api/rental-states.md', rentalStates()],
    ['sdk/src/generated/api.ts', sdkApi()],
    ['docs/api/webhook-events.md', webhookEvents()],
    ['docs/key-protocol/vectors.json', json(keyProtocolVectors())],
  ]);
}
