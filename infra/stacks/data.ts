import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { checkKeyChain, type KeyChain, newestList } from '../../shared/runtime/keys/key-chain.ts';
import type { FunctionDeclaration, RoomDeclaration } from '../../shared/runtime/room.ts';
import { LOOKUP_INDEX, SCHEDULE_INDEX } from '../../shared/runtime/table/keys.ts';
import { keyChainOf } from '../command-keys.ts';
import { functionsKey, tableKey } from '../constructs/keys.ts';
import { PartnerSecret } from '../constructs/partner-secret.ts';
import { PhotosBucket } from '../constructs/photos-bucket.ts';
import { PlatformTable } from '../constructs/platform-table.ts';
import { SignIn } from '../constructs/sign-in.ts';
import { pascalCase } from '../constructs/stable-id.ts';
import { StripeSecrets } from '../constructs/stripe-secrets.ts';
import { functionName } from '../names.ts';
import { STRIPE_PROVIDER } from '../providers/stripe/settings.ts';
import type { Stage } from '../stages.ts';

export interface DataProps extends StackProps {
  readonly stage: Stage;
  readonly rooms: readonly RoomDeclaration[];
  /** The bundle of the function that Cognito calls about scopes. */
  readonly scopesBundle: string;
  /** Scheme and host of the web apps. */
  readonly siteUrl: string;
}

/** Tables, photos, keys, providers' secrets and users. Holds data. */
export class DataStack extends Stack {
  /** By room. */
  readonly tables: ReadonlyMap<string, Table>;
  readonly riderKeysTable: Table;
  /** How many requests each caller has made. */
  readonly quotasTable: Table;
  /** Absent when no room has photos. */
  readonly photos: Bucket | undefined;
  /** The keys that sign for cars. */
  readonly keyChain: KeyChain;
  /** Signs codes that partners check without a network. */
  readonly codesKey: Key;
  /** Wraps the riders' data keys. */
  readonly riderKeysKey: Key;
  readonly signIn: SignIn;
  /** The root of what the partners room keeps secret. */
  readonly partnerSecret: Secret;
  /** Absent when the stage's payments do not go through Stripe. */
  readonly stripe: StripeSecrets | undefined;
  /** What the stand-in of Stripe remembers. Absent when the stage has none. */
  readonly stripeStandIn: Table | undefined;

  constructor(scope: Construct, id: string, { stage, rooms, scopesBundle, siteUrl, ...props }: DataProps) {
    super(scope, id, props);
    const keep = stage.keepData;
    const key =
      stage.tableKey === 'customer'
        ? tableKey(this, { logicalId: 'TablesKey', alias: 'tables', description: 'Tables at rest', keep })
        : undefined;

    this.tables = new Map(
      rooms
        .filter(({ table }) => table)
        .map(({ name }) => [
          name,
          new PlatformTable(this, name, {
            stage,
            logicalId: `${pascalCase(name)}Table`,
            key,
            pointInTimeRecovery: true,
            indexes: [
              { name: LOOKUP_INDEX, partition: 'ixp', sort: 'ixs' },
              { name: SCHEDULE_INDEX, partition: 'agp', sort: 'ags' },
            ],
          }).table,
        ]),
    );
    this.riderKeysTable = new PlatformTable(this, 'RiderKeys', {
      stage,
      logicalId: 'RiderKeysTable',
      key,
      // A rider's data is erased by destroying the key: a backup would bring it back.
      pointInTimeRecovery: false,
      indexes: [],
    }).table;
    this.quotasTable = new PlatformTable(this, 'Quotas', {
      stage,
      logicalId: 'QuotasTable',
      key,
      // It is about this minute.
      pointInTimeRecovery: false,
      indexes: [],
    }).table;

    const retentionDays = new Map(
      rooms.flatMap(({ name, photos }) =>
        photos === undefined ? [] : [[name, photos.retentionDays] as const],
      ),
    );
    this.photos =
      retentionDays.size === 0
        ? undefined
        : new PhotosBucket(this, 'Photos', {
            stage,
            logicalId: 'PhotosBucket',
            siteUrl,
            retentionDays,
          }).bucket;

    this.keyChain = keyChainOf(stage.commandKeys, (number) => this.commandKey(number, keep, rooms).keyArn);
    checkKeyChain(this.keyChain);
    this.codesKey = functionsKey(this, {
      logicalId: 'CodesSigningKey',
      alias: 'codes',
      description: 'Signs codes of coupons',
      keep,
      signing: true,
      actions: ['kms:Sign'],
      functions: functionsThat(rooms, ({ may }) => may.signCodes === true),
    });
    this.riderKeysKey = functionsKey(this, {
      logicalId: 'RiderKeysKey',
      alias: 'rider-keys',
      description: 'Wraps the data keys of the riders',
      keep,
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      functions: functionsThat(rooms, ({ may }) => may.riderKeys === 'make' || may.riderKeys === 'read'),
    });
    this.signIn = new SignIn(this, 'SignIn', { stage, scopesBundle, siteUrl });
    this.partnerSecret = new PartnerSecret(this, 'Partners', { keep }).secret;
    const hasStripe = stage.providers.payment === STRIPE_PROVIDER;
    this.stripe = hasStripe ? new StripeSecrets(this, 'Stripe', { keep }) : undefined;
    this.stripeStandIn =
      hasStripe && stage.stripe.api === 'stand-in'
        ? new PlatformTable(this, 'StripeStandIn', {
            stage,
            logicalId: 'StripeStandInTable',
            key,
            pointInTimeRecovery: true,
            indexes: [],
          }).table
        : undefined;
    new CfnOutput(this, 'UserPoolId', { value: this.signIn.pool.userPoolId });
    new CfnOutput(this, 'TrustedKeys', {
      description:
        'The list of keys to install in a car in the factory; aws kms get-public-key gives x and y of each',
      value: JSON.stringify(newestList(this.keyChain)),
    });
  }

  /** The first key keeps its names from before there were several. */
  private commandKey(number: number, keep: boolean, rooms: readonly RoomDeclaration[]): Key {
    return functionsKey(this, {
      logicalId: number === 1 ? 'CommandSigningKey' : `CommandSigningKey${number}`,
      alias: number === 1 ? 'car-commands' : `car-commands-${number}`,
      description: 'Signs commands to cars',
      keep,
      signing: true,
      actions: ['kms:Sign'],
      functions: functionsThat(rooms, ({ may }) => may.signCommands === true),
    });
  }
}

function functionsThat(
  rooms: readonly RoomDeclaration[],
  does: (declaration: FunctionDeclaration) => boolean,
): string[] {
  return rooms.flatMap((room) =>
    room.functions.filter(does).map(({ name }) => functionName(room.name, name)),
  );
}
