/** Started by a test: starts all engines in a folder, prints their process ids, and waits to be killed. */
import { setInterval } from 'node:timers';
import { startDynamoDb } from '../../../../local/cloud/engines/dynamodb.ts';
import { startElasticMq } from '../../../../local/cloud/engines/elasticmq.ts';
import { startKafka } from '../../../../local/cloud/engines/kafka.ts';
import { loopbackCertificate } from './engine-directory.ts';

const directory = process.argv[2] ?? '';
const { tls } = await loopbackCertificate();
const engines = await Promise.all([
  startKafka({ directory: `${directory}/kafka`, isKept: true, tls }),
  startDynamoDb({ directory: `${directory}/dynamodb`, isKept: false }),
  startElasticMq({ directory: `${directory}/sqs`, isKept: false, region: 'eu-west-1', account: '1' }),
]);
process.stdout.write(`${JSON.stringify(engines.map(({ pid }) => pid))}\n`);
setInterval(() => undefined, 60_000);
