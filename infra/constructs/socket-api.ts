import { Aws } from 'aws-cdk-lib';
import { CfnApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';

/**
 * The part of the WebSocket API that functions need: its name. They post to the API, so it is created before them. Its
 * routes lead to functions, so they are created after them (`socket-routes.ts`).
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
      // Every message of a client goes to `$default`: its function validates it with the contract.
      routeSelectionExpression: '$request.body.type',
    });
    this.apiId = api.ref;
  }

  /** The URL that clients connect to. */
  get url(): string {
    return `wss://${this.host}/${this.stageName}`;
  }

  /** The URL under which functions use `/@connections`. */
  get connectionsUrl(): string {
    return `https://${this.host}/${this.stageName}`;
  }

  private get host(): string {
    return `${this.apiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`;
  }
}
