import { type EnvironmentName, environment } from '../../shared/runtime/environment.ts';
import type { FunctionDeclaration, RoomDeclaration } from '../../shared/runtime/room.ts';
import { CAR_POLICY, THING_TYPE } from '../names.ts';
import { issuerOf } from '../sign-in/issuer.ts';
import type { Platform } from './platform.ts';
import type { RoomQueues } from './room-queues.ts';

/** The environment of a function: only what its declaration uses. */
export function functionEnvironment(
  platform: Platform,
  room: RoomDeclaration,
  declaration: FunctionDeclaration,
  queues: RoomQueues,
): Record<string, string> {
  const { may, settings = [] } = declaration;
  const { stage, kafka, data, sockets, appUrl } = platform;
  const values: Partial<Record<EnvironmentName, string>> = {
    stage: stage.name,
    room: room.name,
    ...(may.table === undefined ? {} : { table: tableOf(platform, room).tableName }),
    ...(usesKafka(may) ? { brokers: kafka.brokers.iam } : {}),
    ...(may.setTimers && queues.timers !== undefined ? { timersQueueUrl: queues.timers.queueUrl } : {}),
    ...(may.askPorts === undefined
      ? {}
      : { portQueueUrls: json(portsOf(may, queues).map(([port, queue]) => [port, queue.queueUrl])) }),
    ...(may.signCommands ? { keyChain: JSON.stringify(data.keyChain) } : {}),
    ...(may.signCodes ? { codesKeyId: data.codesKey.keyArn } : {}),
    ...(may.riderKeys === undefined ? {} : { riderKeysTable: data.riderKeysTable.tableName }),
    ...(may.riderKeys === 'make' || may.riderKeys === 'read'
      ? { riderKeysKeyId: data.riderKeysKey.keyArn }
      : {}),
    ...(may.askProvider === undefined ? {} : { providerFunction: stage.providers[may.askProvider] }),
    ...(may.readOperations
      ? { operationTables: json([...data.tables].map(([name, table]) => [name, table.tableName])) }
      : {}),
    ...(may.nameApp ? { appUrl } : {}),
    ...(may.nameSocket ? { socketUrl: sockets.url } : {}),
    ...(may.postToSockets === undefined ? {} : { socketConnectionsUrl: sockets.connectionsUrl }),
    ...(may.photos === undefined ? {} : { photosBucket: photosOf(platform, room).bucketName }),
    ...Object.fromEntries(settings.map((name) => [name, JSON.stringify(stage.settings[name])])),
    ...(may.partnerSecrets ? { partnersSecret: data.partnerSecret.secretArn } : {}),
    ...(may.reachReceivers ? { webhookReceivers: stage.webhooks.receivers } : {}),
    ...(may.partnerClients === undefined ? {} : { userPoolId: data.signIn.pool.userPoolId }),
    ...(may.partnerClients === 'read' ? { tokenUrl: `${data.signIn.url}/oauth2/token` } : {}),
    ...(may.checkTokens
      ? {
          tokenIssuer: issuerOf(data.signIn.pool),
          tokenKeysUrl: `${issuerOf(data.signIn.pool)}/.well-known/jwks.json`,
          peopleClients: data.signIn.clientIds.join(','),
        }
      : {}),
    ...(countsCallers(declaration)
      ? {
          quotasTable: data.quotasTable.tableName,
          requestsPerMinute: JSON.stringify(stage.api.callerPerMinute),
        }
      : {}),
    ...(may.provisionCars ? { thingType: THING_TYPE, carPolicy: CAR_POLICY } : {}),
  };
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [environment[name as EnvironmentName], value]),
  );
}

/** Whether it serves a route to callers that are known. */
export function countsCallers({ routes = [] }: FunctionDeclaration): boolean {
  return routes.some(({ principals }) => principals.length > 0);
}

/** Whether it connects to the brokers itself. Consumers get their records from Lambda's pollers. */
export function usesKafka(may: FunctionDeclaration['may']): boolean {
  return (may.produce?.length ?? 0) > 0 || may.redrive === true;
}

/** The ports that a function sends to, with their queues. */
export function portsOf({ askPorts }: FunctionDeclaration['may'], { ports }: RoomQueues) {
  return [...ports].filter(([port]) => askPorts === true || askPorts?.includes(port) === true);
}

export function tableOf({ data }: Platform, room: RoomDeclaration) {
  const table = data.tables.get(room.name);
  if (table === undefined)
    throw new Error(`A function of ${room.name} uses its table, but the room declares none`);
  return table;
}

export function photosOf({ data }: Platform, room: RoomDeclaration) {
  if (data.photos === undefined || room.photos === undefined)
    throw new Error(`A function of ${room.name} uses its photos, but the room declares none`);
  return data.photos;
}

/** Values may be CDK tokens. Those contain no quotes that JSON would have to escape. */
function json(entries: readonly (readonly [string, string])[]): string {
  return JSON.stringify(Object.fromEntries(entries));
}
