import { join } from 'node:path';
import { CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { AttributeType, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import {
  Alias,
  Architecture,
  Code,
  FilterCriteria,
  FilterRule,
  Function as LambdaFunction,
  Runtime,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** So often a batch of new orders comes again before it is given up. */
const RETRIES = 1;

const functionsFolder = join(import.meta.dirname, 'functions');

/**
 * A shop for prints of photos. An order is an item; the table's stream sends the orders for prints to the laboratory's
 * queue; the laboratory's worker prints, and writes down that it did.
 */
export class PhotoOrdersStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const orders = new TableV2(this, 'Orders', {
      partitionKey: { name: 'id', type: AttributeType.STRING },
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const jams = new Queue(this, 'PaperJams', { retentionPeriod: Duration.days(14) });
    const laboratory = new Queue(this, 'Laboratory', {
      visibilityTimeout: Duration.seconds(5),
      deadLetterQueue: { queue: jams, maxReceiveCount: 2 },
    });
    const rejected = new Queue(this, 'Rejected');

    this.api(orders);

    const sendToLaboratory = new NodejsFunction(this, 'SendToLaboratory', {
      entry: join(functionsFolder, 'send-to-laboratory.ts'),
      runtime: Runtime.NODEJS_22_X,
      architecture: Architecture.ARM_64,
      environment: { LABORATORY_URL: laboratory.queueUrl },
      bundling: { minify: true },
    });
    laboratory.grantSendMessages(sendToLaboratory);
    sendToLaboratory.addEventSource(
      new DynamoEventSource(orders, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: 10,
        bisectBatchOnError: true,
        retryAttempts: RETRIES,
        reportBatchItemFailures: true,
        onFailure: new SqsDlq(rejected),
        filters: [
          FilterCriteria.filter({
            eventName: FilterRule.isEqual('INSERT'),
            dynamodb: { NewImage: { format: { S: FilterRule.isEqual('print') } } },
          }),
        ],
      }),
    );

    const print = new LambdaFunction(this, 'Print', {
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: Code.fromAsset(join(functionsFolder, 'print')),
      timeout: Duration.seconds(5),
      environment: { ORDERS_TABLE: orders.tableName },
    });
    orders.grantWriteData(print);
    print.addEventSource(new SqsEventSource(laboratory, { batchSize: 5, reportBatchItemFailures: true }));
  }

  private api(orders: TableV2): void {
    const placeOrder = new NodejsFunction(this, 'PlaceOrder', {
      entry: join(functionsFolder, 'place-order.ts'),
      runtime: Runtime.NODEJS_22_X,
      environment: { ORDERS_TABLE: orders.tableName },
      logRetention: RetentionDays.ONE_WEEK,
    });
    orders.grantWriteData(placeOrder);
    const live = new Alias(this, 'PlaceOrderLive', {
      aliasName: 'live',
      version: placeOrder.currentVersion,
    });

    const readOrder = new LambdaFunction(this, 'ReadOrder', {
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: Code.fromInline(`
        const { DynamoDBClient, GetItemCommand } = require('@aws-sdk/client-dynamodb');
        const client = new DynamoDBClient({});
        exports.handler = async ({ pathParameters: { id } }) => {
          const read = new GetItemCommand({ TableName: process.env.ORDERS_TABLE, Key: { id: { S: id } } });
          const { Item } = await client.send(read);
          if (Item === undefined) return { statusCode: 404 };
          return Object.fromEntries(Object.entries(Item).map(([name, value]) => [name, value.S]));
        };`),
      environment: { ORDERS_TABLE: orders.tableName },
    });
    orders.grantReadData(readOrder);

    const api = new HttpApi(this, 'Api');
    api.addRoutes({
      path: '/orders',
      methods: [HttpMethod.POST],
      integration: new HttpLambdaIntegration('PlaceOrderIntegration', live),
    });
    api.addRoutes({
      path: '/orders/{id}',
      methods: [HttpMethod.GET],
      integration: new HttpLambdaIntegration('ReadOrderIntegration', readOrder),
    });
    new CfnOutput(this, 'ApiUrl', { value: api.apiEndpoint });
  }
}
