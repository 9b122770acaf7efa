import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Stage } from '../stages.ts';
import { keepLogicalId } from './stable-id.ts';

export interface PlatformTableProps {
  readonly stage: Stage;
  readonly logicalId: string;
  /** A customer managed key, where the stage has one. */
  readonly key?: IKey;
  /** Whether any moment of the last 35 days can be restored. */
  readonly pointInTimeRecovery: boolean;
  readonly indexes: readonly { readonly name: string; readonly partition: string; readonly sort: string }[];
}

/** An on-demand table with `pk` and `sk`. DynamoDB removes its expired items (`ttl`, seconds) within days. */
export class PlatformTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, props: PlatformTableProps) {
    super(scope, id);
    const { stage, key } = props;
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'ttl',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: props.pointInTimeRecovery },
      deletionProtection: stage.keepData,
      removalPolicy: stage.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      ...(key === undefined
        ? { encryption: TableEncryption.DEFAULT }
        : { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: key }),
    });
    for (const index of props.indexes) {
      this.table.addGlobalSecondaryIndex({
        indexName: index.name,
        partitionKey: { name: index.partition, type: AttributeType.STRING },
        sortKey: { name: index.sort, type: AttributeType.STRING },
        projectionType: ProjectionType.ALL,
      });
    }
    keepLogicalId(this.table, props.logicalId);
  }
}
