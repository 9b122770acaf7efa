import {
  Boolean as Bool,
  Integer,
  Array as List,
  Literal,
  Object as Obj,
  Optional,
  type Static,
  String as Str,
  Union,
  Unknown,
} from 'typebox';
import {
  exampleOperationId,
  OPERATION_ADDRESS_PATTERN,
  operationAddress,
} from '../../kernel/operation-address.ts';
import { DAY_SECONDS, milliseconds } from '../../kernel/time.ts';
import { route, topic } from '../define.ts';
import { errors } from '../errors.ts';
import { strict, Time } from '../fields.ts';
import { operationLink, problemLink } from '../links.ts';

/** What belongs to no room: dead letters, the state of operations, and the platform's health. */

export const deadLetters = topic({
  name: 'dead-letters',
  description: 'Records that our consumers could not handle, with the original and the reason',
  key: 'the original key',
  format: 'raw',
  retentionDays: 90,
  tiered: false,
  residency: 'region',
  onPoison: 'continue',
  volume: 'rare',
});

export const lambdaDeadLetters = topic({
  name: 'dead-letters.lambda',
  description: 'The on-failure destination of the event source mappings, in AWS’s format',
  key: 'the original key',
  format: 'raw',
  retentionDays: 90,
  tiered: false,
  residency: 'region',
  onPoison: 'continue',
  volume: 'rare',
});

export const OperationId = Str({
  pattern: OPERATION_ADDRESS_PATTERN,
  description: 'From the `Location` of a 202',
});

export const Operation = Obj(
  {
    operationId: OperationId,
    state: Union([Literal('PENDING'), Literal('SUCCEEDED'), Literal('REJECTED'), Literal('EXPIRED')]),
    /** The answer of the change, when SUCCEEDED. */
    result: Optional(Unknown()),
    /** A problem document, when REJECTED or EXPIRED. */
    problem: Optional(Unknown()),
    expires: Time,
  },
  strict,
);

const expires = '2026-01-31T09:30:10.000Z';

/** An operation that is not decided yet: what a 202 says, too. */
export const pendingExample: Static<typeof Operation> = {
  operationId: operationAddress(exampleOperationId('rentals'), milliseconds(expires)),
  state: 'PENDING',
  expires,
};

export const getOperation = route({
  id: 'getOperation',
  method: 'GET',
  path: operationLink('{operationId}'),
  summary: 'What became of a change that was answered with 202',
  principals: ['rider', 'operator', 'partner'],
  params: Obj({ operationId: OperationId }, strict),
  success: {
    status: 200,
    description: 'The operation',
    body: Operation,
    example: pendingExample,
  },
  errors: ['NOT_FOUND'],
});

export const ErrorEntry = Obj(
  {
    code: Str({ description: 'As in the problem' }),
    status: Integer(),
    title: Str(),
    advice: Str({ description: 'What to do' }),
    retry: Union([Literal('never'), Literal('later'), Literal('change')]),
  },
  strict,
);

export const getProblem = route({
  id: 'getProblem',
  method: 'GET',
  path: problemLink('{code}'),
  summary: 'What an error code means: where the `type` of a problem leads',
  principals: [],
  keptSeconds: DAY_SECONDS,
  params: Obj({ code: Str({ pattern: '^[a-z_]{1,60}$', description: 'In lower case' }) }, strict),
  success: {
    status: 200,
    description: 'The code, as the catalogue has it',
    body: ErrorEntry,
    example: { code: 'NOT_FOUND', ...errors.NOT_FOUND },
  },
  errors: ['NOT_FOUND'],
});

export const getHealth = route({
  id: 'getHealth',
  method: 'GET',
  path: '/health',
  summary: 'Whether the platform can do its work',
  principals: [],
  success: {
    status: 200,
    description: 'Everything is ready',
    body: Obj(
      { ready: Bool(), parts: List(Obj({ name: Str(), ready: Bool(), detail: Optional(Str()) }, strict)) },
      strict,
    ),
    example: { ready: true, parts: [{ name: 'kafka', ready: true }] },
  },
  errors: ['UNAVAILABLE'],
});
