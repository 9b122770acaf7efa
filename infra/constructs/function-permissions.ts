import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { deadLetters, lambdaDeadLetters } from '../../shared/contracts/platform/platform.ts';
import { REDRIVE_FUNCTION } from '../../shared/runtime/dead-letters/redrive-request.ts';
import type { FunctionDeclaration, RoomDeclaration } from '../../shared/runtime/room.ts';
import { functionName } from '../names.ts';
import { partnerClients } from '../permissions/cognito.ts';
import { countCallers, readOperations, useTable } from '../permissions/dynamodb.ts';
import { provisionCars, publishToCars } from '../permissions/iot.ts';
import { consume, poll, produce, writeBack } from '../permissions/kafka.ts';
import { riderKeys, signCodes, signCommands } from '../permissions/kms.ts';
import { invokeFunction } from '../permissions/lambda.ts';
import { usePhotos } from '../permissions/s3.ts';
import { readSecrets } from '../permissions/secrets.ts';
import { postToSockets } from '../permissions/sockets.ts';
import { send, take } from '../permissions/sqs.ts';
import { countsCallers, portsOf, tableOf, usesKafka } from './function-environment.ts';
import { consumerGroup } from './kafka-source.ts';
import type { Platform } from './platform.ts';
import type { RoomQueues } from './room-queues.ts';

/** The permissions of a function's role: what its declaration says, on exactly those resources. */
export function functionPermissions(
  platform: Platform,
  room: RoomDeclaration,
  declaration: FunctionDeclaration,
  queues: RoomQueues,
): PolicyStatement[] {
  const { may } = declaration;
  const { data } = platform;
  return [
    ...(may.table === undefined ? [] : useTable(tableOf(platform, room).tableArn, may.table)),
    ...producerPermissions(platform, declaration),
    ...consumerPermissions(platform, room, declaration),
    ...queuePermissions(declaration, queues),
    ...(countsCallers(declaration) ? countCallers(data.quotasTable.tableArn) : []),
    ...publishToCars(may.publishToCars ?? []),
    ...(may.signCommands ? signCommands(data.keyChain) : []),
    ...(may.signCodes ? signCodes(data.codesKey.keyArn) : []),
    ...(may.riderKeys === undefined
      ? []
      : riderKeys(may.riderKeys, {
          keyArn: data.riderKeysKey.keyArn,
          tableArn: data.riderKeysTable.tableArn,
        })),
    ...(may.askProvider === undefined ? [] : invokeFunction(platform.stage.providers[may.askProvider])),
    ...(may.provisionCars ? provisionCars() : []),
    ...(may.partnerSecrets ? readSecrets([data.partnerSecret.secretArn]) : []),
    ...partnerClients(may.partnerClients, data.signIn.pool.userPoolArn),
    ...postToSockets(platform.sockets, may.postToSockets ?? []),
    ...usePhotos(room.name, may.photos ?? []),
    ...(may.readOperations ? readOperations([...data.tables.values()].map(({ tableArn }) => tableArn)) : []),
    ...(may.askRedrive ? invokeFunction(REDRIVE_FUNCTION) : []),
    ...(may.redrive ? redrivePermissions(platform, functionName(room.name, declaration.name)) : []),
  ];
}

/** The topics that it also consumes it may already describe: no permission is given twice. */
function producerPermissions(
  { kafka }: Platform,
  { may, consumes = [] }: FunctionDeclaration,
): PolicyStatement[] {
  const read = new Set(consumes.map(({ topic }) => topic.name));
  const topics = may.produce ?? [];
  const own = topics.filter(({ name }) => read.has(name));
  return [
    ...produce(
      kafka.arns,
      topics.filter(({ name }) => !read.has(name)),
    ),
    ...(own.length === 0 ? [] : writeBack(kafka.arns, own)),
  ];
}

/** For Lambda's pollers, which use the function's role: to read records, and to give them up. */
function consumerPermissions(
  { kafka }: Platform,
  room: RoomDeclaration,
  { name, consumes = [], may }: FunctionDeclaration,
): PolicyStatement[] {
  if (consumes.length === 0) return [];
  return [
    ...consume(
      kafka.arns,
      consumes.map(({ topic }) => topic),
      consumes.map(({ topic }) => consumerGroup(functionName(room.name, name), topic)),
    ),
    ...produce(kafka.arns, [lambdaDeadLetters]),
    ...poll(kafka.arns, usesKafka(may)),
  ];
}

function queuePermissions(
  { may, scheduler, servesPort }: FunctionDeclaration,
  queues: RoomQueues,
): PolicyStatement[] {
  const { timers, ports } = queues;
  const sends = [...(may.setTimers ? [timers] : []), ...portsOf(may, queues).map(([, queue]) => queue)];
  const takes = [
    scheduler ? timers : undefined,
    servesPort === undefined ? undefined : ports.get(servesPort),
  ];
  const arns = (some: readonly (typeof timers)[]) =>
    some.flatMap((queue) => (queue === undefined ? [] : [queue.queueArn]));
  return [...send(arns(sends)), ...take(arns(takes))];
}

/** Selected dead letters go back to the topics that consumers read, the others to the topic where they were. */
function redrivePermissions({ kafka, rooms }: Platform, group: string): PolicyStatement[] {
  const consumed = rooms.flatMap(({ functions }) =>
    functions.flatMap(({ consumes = [] }) => consumes.map(({ topic }) => topic)),
  );
  return [
    ...consume(kafka.arns, [deadLetters, lambdaDeadLetters], [group]),
    ...produce(kafka.arns, consumed),
    ...writeBack(kafka.arns, [deadLetters, lambdaDeadLetters]),
  ];
}
