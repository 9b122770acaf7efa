import { Aws } from 'aws-cdk-lib';
import { CfnApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';

/**
 * The WebSocket API as far as functions must know it: by name. They post to it, so it is there before they are; its routes
 * lead to functions, so those are made after them (`socket-routes.ts`).
 */
export class SocketApi extends Construct {
  readonly apiId: string;
  readonly stageName = 'live';

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const api = new CfnApi(this, 'Api', {
      name: 'roadstream-live',
      description: 'What apps hear at once',
      protocolType: 'WEBSOCKET',
      // Whatever a client says goes to `$default`: its function checks it with the contract.
      routeSelectionExpression: '$request.body.type',
    });
    this.apiId = api.ref;
  }

  /** Where clients connect. */
  get url(): string {
    return `wss://${this.host}/${this.stageName}`;
  }

  /** Where functions find `/@connections`. */
  get connectionsUrl(): string {
    return `https://${this.host}/${this.stageName}`;
  }

  private get host(): string {
    return `${this.apiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`;
  }
}
