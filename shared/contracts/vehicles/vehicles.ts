import {
  Boolean as Bool,
  Integer,
  Literal,
  Number as Num,
  Object as Obj,
  Optional,
  type Static,
  String as Str,
  Union,
} from 'typebox';
import { exampleId } from '../../kernel/ids.ts';
import { exampleOperationId } from '../../kernel/operation-address.ts';
import { OPERATORS } from '../audience.ts';
import { CarAction, CarStatus, CarTrust, carEventData, type Fault, HIGHEST_LOG } from '../car/car.ts';
import { marks } from '../car/marks.ts';
import { command, event, route } from '../define.ts';
import { CommandId, Fix, strict, Time, Vin } from '../fields.ts';
import { vehiclesCommands, vehiclesEvents } from './topics.ts';

/** The vehicles room: the cars of the fleet, the requests to them, and their answers. */

export { vehiclesCommands, vehiclesEvents };

/** A car obeys a command for this long after it was issued. */
export const COMMAND_LIFETIME_SECONDS = 5;
/**
 * Added to the lifetime before a command without an answer becomes UNKNOWN: a car that obeyed at the last moment still
 * needs time for its answer to arrive.
 */
export const ANSWER_GRACE_SECONDS = 5;

const vin = 'WRS00001X0T000001';
const commandId = exampleId('cmd');

export const register = command({
  type: 'vehicles.register.v1',
  topic: vehiclesCommands,
  description: 'Takes a vehicle into the fleet and, with a certificate request, gives it its identity',
  key: 'vin',
  expiresAfterSeconds: 60,
  data: Obj(
    {
      vin: Vin,
      model: Str({ minLength: 1, maxLength: 80 }),
      plate: Optional(Str({ minLength: 1, maxLength: 16 })),
      certificateRequest: Optional(
        Str({
          maxLength: 8192,
          pattern: '^-----BEGIN CERTIFICATE REQUEST-----',
          description: 'PKCS #10, PEM',
        }),
      ),
    },
    strict,
  ),
  example: { vin, model: 'Roadster E', plate: 'A-1234' },
});

export const recordCertificate = command({
  type: 'vehicles.record-certificate.v1',
  topic: vehiclesCommands,
  description: 'The provisioning port’s answer: the certificate that the vehicle connects with',
  key: 'vin',
  expiresAfterSeconds: 7 * 86_400,
  data: Obj({ vin: Vin, certificateId: Str(), certificatePem: Str() }, strict),
  example: { vin, certificateId: '9f2c', certificatePem: '-----BEGIN CERTIFICATE-----\n…' },
});

export const sendCommand = command({
  type: 'vehicles.send-command.v1',
  topic: vehiclesCommands,
  description: 'Sends the vehicle a signed command',
  key: 'vin',
  expiresAfterSeconds: 10,
  data: Obj(
    {
      vin: Vin,
      action: CarAction,
      requestId: Optional(
        Str({
          minLength: 1,
          maxLength: 100,
          description: 'The requester’s own id, repeated in every answer; the operation’s id when absent',
        }),
      ),
      booking: Optional(Str()),
    },
    strict,
  ),
  example: { vin, action: 'unlock', requestId: `${exampleId('rnt')}/unlock/1` },
});

export const commandTimeout = command({
  type: 'vehicles.command-timeout.v1',
  topic: vehiclesCommands,
  description: 'Timer: the car has not answered in time',
  key: 'vin',
  expiresAfterSeconds: 7 * 86_400,
  data: Obj({ vin: Vin, commandId: CommandId }, strict),
  example: { vin, commandId },
});

const acceptance = {
  log: Integer({ minimum: 1, maximum: HIGHEST_LOG, description: 'The log whose events the car sends' }),
  reason: Str({ minLength: 1, maxLength: 500 }),
};
const acceptanceExample = { log: 1_769_850_000, reason: 'The clock of the unit was in 2040' };

export const acceptLog = command({
  type: 'vehicles.accept-log.v1',
  topic: vehiclesCommands,
  description: 'An operator has the platform take a car’s log, though it is lower than the last one',
  key: 'vin',
  expiresAfterSeconds: 60,
  data: Obj({ vin: Vin, ...acceptance }, strict),
  example: { vin, ...acceptanceExample },
});

export const confirmPosition = command({
  type: 'vehicles.confirm-position.v1',
  topic: vehiclesCommands,
  description: 'Timer: the car has reported a place that it can hardly have reached. It is asked again',
  key: 'vin',
  expiresAfterSeconds: 7 * 86_400,
  data: Obj({ vin: Vin, since: Time }, strict),
  example: { vin, since: '2026-01-31T09:45:00.000Z' },
});

const Lane = Union([Literal('normal'), Literal('emergency')]);

/** The result of a command, from the car's numbered events. A later event can only change UNKNOWN. */
export const CommandResult = Union([
  Literal('EXECUTED'),
  Literal('REJECTED'),
  Literal('EXPIRED'),
  Literal('UNKNOWN'),
]);
export type CommandResult = Static<typeof CommandResult>;

const CAR_AND_PLATFORM = {
  nobody: 'is between car and platform alone: numbers, certificates, counters, keys',
} as const;

export const registered = event({
  type: 'vehicles.registered.v1',
  topic: vehiclesEvents,
  description: 'A vehicle belongs to the fleet',
  key: 'vin',
  heardBy: OPERATORS,
  data: Obj({ vin: Vin, model: Str(), plate: Optional(Str()), time: Time }, strict),
  example: { vin, model: 'Roadster E', plate: 'A-1234', time: '2026-01-31T09:00:00.000Z' },
});

export const certificateRequested = event({
  type: 'vehicles.certificate-requested.v1',
  topic: vehiclesEvents,
  description: 'The provisioning port is asked for a certificate',
  key: 'vin',
  heardBy: CAR_AND_PLATFORM,
  data: Obj(
    {
      vin: Vin,
      /** Derived from the request, so that the same request gets the same id. */
      certificateRequestId: Str(),
      time: Time,
    },
    strict,
  ),
  example: {
    vin,
    certificateRequestId: exampleId('csr'),
    time: '2026-01-31T09:00:00.000Z',
  },
});

export const certificateIssued = event({
  type: 'vehicles.certificate-issued.v1',
  topic: vehiclesEvents,
  description: 'The vehicle has a certificate to connect with',
  key: 'vin',
  heardBy: CAR_AND_PLATFORM,
  data: Obj({ vin: Vin, certificateId: Str(), certificatePem: Str() }, strict),
  example: { vin, certificateId: '9f2c', certificatePem: '-----BEGIN CERTIFICATE-----\n…' },
});

export const carEventReceived = event({
  type: 'vehicles.car-event-received.v1',
  topic: vehiclesEvents,
  description: 'A numbered event of the car was taken in order. Its number shows how far they are received',
  key: 'vin',
  heardBy: CAR_AND_PLATFORM,
  data: Obj(
    {
      vin: Vin,
      lane: Lane,
      log: Integer({ minimum: 1 }),
      seq: Integer({ minimum: 1 }),
      carEvent: Str(),
      /** From an answer to a command: the car's session, highest accepted counter and clock. */
      step: Optional(Obj({ session: Str(), counter: Integer({ minimum: 0 }), clock: Time }, strict)),
      /** How far the car's clock is ahead of the platform's, milliseconds. Present when that is known to have changed. */
      clockOffsetMs: Optional(Integer()),
      /** The event could not be read: its number counts, and its payload is among the dead letters. */
      unread: Optional(Literal(true)),
      /** Values that are left out until a later word confirms them. */
      doubts: Optional(Obj({ position: Optional(Fix), odometerKm: Optional(Num()) }, strict)),
      time: Time,
      ...marks,
    },
    strict,
  ),
  example: { vin, lane: 'normal', log: 1, seq: 42, carEvent: 'parked', time: '2026-01-31T09:45:00.000Z' },
});

export const connected = event({
  type: 'vehicles.connected.v1',
  topic: vehiclesEvents,
  description: 'The car has connected and reported its session, counter and clock',
  key: 'vin',
  heardBy: OPERATORS,
  data: Obj(
    {
      vin: Vin,
      session: Str(),
      counter: Integer({ minimum: 0 }),
      clock: Time,
      firmware: Str(),
      trust: Optional(CarTrust),
      status: CarStatus,
      time: Time,
      ...marks,
    },
    strict,
  ),
  example: {
    vin,
    session: '0123456789abcdef0123456789abcdef',
    counter: 0,
    clock: '2026-01-31T09:00:01.000Z',
    firmware: '1.0.0',
    trust: { keys: 2, revocations: 0 },
    status: { locked: true, engineOn: false },
    time: '2026-01-31T09:00:01.000Z',
  },
});

export const trustUpdated = event({
  type: 'vehicles.trust-updated.v1',
  topic: vehiclesEvents,
  description: 'The car has answered a trust list: it keeps the list, or its fault says why not',
  key: 'vin',
  heardBy: CAR_AND_PLATFORM,
  data: Obj({ vin: Vin, ...carEventData['trust-updated'].properties, time: Time, ...marks }, strict),
  example: { vin, trust: { keys: 2, revocations: 0 }, time: '2026-01-31T09:00:02.000Z' },
});

export const commandIssued = event({
  type: 'vehicles.command-issued.v1',
  topic: vehiclesEvents,
  description: 'A signed command leaves for the car',
  key: 'vin',
  heardBy: CAR_AND_PLATFORM,
  data: Obj(
    {
      vin: Vin,
      commandId: CommandId,
      requestId: Str(),
      action: CarAction,
      booking: Optional(Str()),
      session: Str(),
      counter: Integer({ minimum: 1 }),
      /** Like `expires`, by the car's clock, as far as its difference is known. */
      issued: Time,
      expires: Time,
      /** By the platform's clock. */
      time: Time,
    },
    strict,
  ),
  example: {
    vin,
    commandId,
    requestId: `${exampleId('rnt')}/unlock/1`,
    action: 'unlock',
    session: '0123456789abcdef0123456789abcdef',
    counter: 1,
    issued: '2026-01-31T09:30:00.000Z',
    expires: '2026-01-31T09:30:05.000Z',
    time: '2026-01-31T09:30:00.000Z',
  },
});

export const commandFinished = event({
  type: 'vehicles.command-finished.v1',
  topic: vehiclesEvents,
  description:
    'The result of a request to the car. EXECUTED, REJECTED and EXPIRED are final. UNKNOWN means that no answer came in time; one of the three follows when the car is in contact again.',
  key: 'vin',
  heardBy: {
    // A late answer has the car's state of then, when somebody else may drive it.
    rider: { ofRental: 'booking', tells: { allBut: ['status', 'judged'] } },
    operators: true,
  },
  data: Obj(
    {
      vin: Vin,
      /** Absent when no command was made for the request. */
      commandId: Optional(CommandId),
      requestId: Str(),
      action: CarAction,
      booking: Optional(Str()),
      result: CommandResult,
      /** Why: a fault of the car, or a code of the catalogue. */
      reason: Optional(Str()),
      mayHaveSucceeded: Bool(),
      retryCanHelp: Bool(),
      /** The car's state, from its answer. */
      status: Optional(CarStatus),
      /** The car's time of the result, or the platform's when the car has not answered. */
      time: Time,
      ...marks,
    },
    strict,
  ),
  example: {
    vin,
    commandId,
    requestId: `${exampleId('rnt')}/unlock/1`,
    action: 'unlock',
    result: 'EXECUTED',
    mayHaveSucceeded: true,
    retryCanHelp: false,
    status: { locked: false, engineOn: false },
    time: '2026-01-31T09:30:00.120Z',
  },
});

export const driveStarted = event({
  type: 'vehicles.drive-started.v1',
  topic: vehiclesEvents,
  description: 'The car was started',
  key: 'vin',
  heardBy: OPERATORS,
  data: Obj({ vin: Vin, status: CarStatus, time: Time, ...marks }, strict),
  example: { vin, status: { engineOn: true }, time: '2026-01-31T09:31:00.000Z' },
});

export const parked = event({
  type: 'vehicles.parked.v1',
  topic: vehiclesEvents,
  description: 'The car was parked and its engine stopped',
  key: 'vin',
  heardBy: OPERATORS,
  data: Obj({ vin: Vin, status: CarStatus, time: Time, ...marks }, strict),
  example: { vin, status: { engineOn: false }, time: '2026-01-31T09:45:00.000Z' },
});

export const logAccepted = event({
  type: 'vehicles.log-accepted.v1',
  topic: vehiclesEvents,
  description: 'The platform takes the events of this log from number 1 on, in both lanes',
  key: 'vin',
  heardBy: OPERATORS,
  data: Obj({ vin: Vin, ...acceptance, operator: Str(), time: Time }, strict),
  example: { vin, ...acceptanceExample, operator: 'eva', time: '2026-01-31T10:00:00.000Z' },
});

export const positionConfirmed = event({
  type: 'vehicles.position-confirmed.v1',
  topic: vehiclesEvents,
  description:
    'A second word confirms a place that was left out of the events before, because the car can hardly have reached it: it has really moved',
  key: 'vin',
  heardBy: OPERATORS,
  data: Obj({ vin: Vin, position: Fix, time: Time, ...marks }, strict),
  example: { vin, position: { latitude: 42.5075, longitude: 1.5218 }, time: '2026-01-31T09:46:00.000Z' },
});

/** Why a request ended without a command, besides the faults of the car. */
export type FinishReason =
  | Fault
  | 'NEVER_CONNECTED'
  | 'EXPIRED_BEFORE_SENDING'
  | 'COMMAND_IN_PROGRESS'
  | 'STATE_UNKNOWN'
  | 'NO_ANSWER'
  | 'ANSWER_UNREADABLE'
  | 'VEHICLE_UNKNOWN';

export const Vehicle = Obj(
  {
    vin: Vin,
    model: Str(),
    plate: Optional(Str()),
    registeredAt: Time,
    certificate: Optional(Obj({ certificateId: Str(), certificatePem: Str() }, strict)),
    connection: Optional(
      Obj({ session: Str(), counter: Integer(), firmware: Str(), connectedAt: Time }, strict),
    ),
    /** The log whose numbered events are taken; absent before the first. */
    log: Optional(Integer()),
    status: CarStatus,
    statusTime: Optional(Time),
    trust: Optional(
      Obj(
        {
          ...CarTrust.properties,
          /** Why the car did not take the last list that was sent. */
          fault: Optional(Str()),
        },
        strict,
      ),
    ),
  },
  strict,
);

export const VehicleCommand = Obj(
  {
    commandId: CommandId,
    requestId: Str(),
    action: CarAction,
    booking: Optional(Str()),
    state: Union([
      Literal('SENT'),
      Literal('EXECUTED'),
      Literal('REJECTED'),
      Literal('EXPIRED'),
      Literal('UNKNOWN'),
    ]),
    reason: Optional(
      Str({
        description:
          'Why it was not done, or why that is not known: a fault of docs/key-protocol.md, such as OVERTAKEN (a later command to close the car came first; send this one again if you still need it), NO_ANSWER, or ANSWER_UNREADABLE',
      }),
    ),
    counter: Integer(),
    issued: Time,
    expires: Time,
    finishedAt: Optional(Time),
  },
  strict,
);

const vehicleExample: Static<typeof Vehicle> = {
  vin,
  model: 'Roadster E',
  plate: 'A-1234',
  registeredAt: '2026-01-31T09:00:00.000Z',
  connection: {
    session: '0123456789abcdef0123456789abcdef',
    counter: 1,
    firmware: '1.0.0',
    connectedAt: '2026-01-31T09:00:01.000Z',
  },
  log: 1_769_850_000,
  status: { locked: false, engineOn: false },
  statusTime: '2026-01-31T09:30:00.120Z',
  trust: { keys: 2, revocations: 0 },
};

const commandExample: Static<typeof VehicleCommand> = {
  commandId,
  requestId: exampleOperationId('vehicles'),
  action: 'unlock',
  state: 'SENT',
  counter: 1,
  issued: '2026-01-31T09:30:00.000Z',
  expires: '2026-01-31T09:30:05.000Z',
};

export const registerVehicle = route({
  id: 'registerVehicle',
  method: 'POST',
  path: '/v1/vehicles',
  summary: 'Register a vehicle',
  description:
    'With `certificateRequest` (PKCS #10) the vehicle gets a certificate to connect with; it appears in GET /v1/vehicles/{vin} a moment later.',
  principals: ['operator'],
  body: register.data,
  bodyExample: register.example,
  command: register,
  success: { status: 201, description: 'Registered', body: Obj({ vin: Vin }, strict), example: { vin } },
  errors: ['VEHICLE_ALREADY_REGISTERED'],
});

const vinParams = Obj({ vin: Vin }, strict);

export const getVehicle = route({
  id: 'getVehicle',
  method: 'GET',
  path: '/v1/vehicles/{vin}',
  summary: 'Read a vehicle',
  principals: ['operator'],
  params: vinParams,
  success: { status: 200, description: 'The vehicle', body: Vehicle, example: vehicleExample },
  errors: ['VEHICLE_UNKNOWN'],
});

export const commandVehicle = route({
  id: 'commandVehicle',
  method: 'POST',
  path: '/v1/vehicles/{vin}/commands',
  summary: 'Send a vehicle a signed command',
  description:
    'docs/key-protocol.md says what each action does, and when the vehicle refuses it. After a command that ended UNKNOWN, the same one is sent again only when the result of the first is certain. `report` requests the vehicle’s state and is always safe.',
  principals: ['operator'],
  params: vinParams,
  body: Obj({ action: CarAction }, strict),
  bodyExample: { action: 'lock' },
  command: sendCommand,
  success: {
    status: 201,
    description: 'The command is on its way; follow it with its id',
    body: Obj({ commandId: CommandId }, strict),
    example: { commandId },
  },
  errors: ['VEHICLE_UNKNOWN', 'VEHICLE_NEVER_CONNECTED', 'COMMAND_IN_PROGRESS', 'VEHICLE_STATE_UNKNOWN'],
});

export const acceptVehicleLog = route({
  id: 'acceptVehicleLog',
  method: 'POST',
  path: '/v1/vehicles/{vin}/accepted-log',
  summary: 'Take a vehicle’s log though it is lower',
  description:
    'For a car whose last log was made by a wrong clock, and that does not follow the receipts (docs/key-protocol.md, 3): until then every log that it begins is too low, and its events are ignored. Only for a log that the platform has never taken.',
  principals: ['operator'],
  params: vinParams,
  body: Obj(acceptance, strict),
  bodyExample: acceptanceExample,
  command: acceptLog,
  success: {
    status: 200,
    description: 'Its events are taken from number 1 on',
    body: Obj({ vin: Vin, log: acceptance.log }, strict),
    example: { vin, log: acceptanceExample.log },
  },
  errors: ['VEHICLE_UNKNOWN'],
});

export const getVehicleCommand = route({
  id: 'getVehicleCommand',
  method: 'GET',
  path: '/v1/vehicles/{vin}/commands/{commandId}',
  summary: 'Follow a command',
  principals: ['operator'],
  params: Obj({ vin: Vin, commandId: CommandId }, strict),
  success: { status: 200, description: 'The command', body: VehicleCommand, example: commandExample },
  errors: ['NOT_FOUND'],
});
