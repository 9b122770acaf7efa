import type { Provider } from '../cloud/provider.ts';
import { functionProviders } from '../functions/providers.ts';
import { apiGatewayProviders } from '../http/api-gateway-providers.ts';
import { cognitoProviders } from '../http/cognito-providers.ts';
import { iotProviders } from '../iot/providers.ts';
import { resourceProviders } from '../resources/providers.ts';

/** Every kind of resource that the local cloud plays. */
export const providers: readonly Provider[] = [
  ...resourceProviders,
  ...functionProviders,
  ...apiGatewayProviders,
  ...cognitoProviders,
  ...iotProviders,
];
