import {
  Boolean as Bool,
  Array as List,
  Literal,
  Object as Obj,
  Optional,
  String as Str,
  Union,
  Unknown,
} from 'typebox';
import { route, topic } from '../define.ts';
import { strict, Time } from '../fields.ts';

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
  pattern: '^op_[a-z]+_[0-9a-z]{26}_[0-9a-z]{26}\\.[0-9a-z]{8,9}$',
  description: 'From the `Location` of a 202',
});

const operationId = 'op_rentals_00000000000000000000000001_00000000000000000000000002.mk3x9v5c';

export const Operation = Obj(
  {
    operationId: Str(),
    state: Union([Literal('PENDING'), Literal('SUCCEEDED'), Literal('REJECTED'), Literal('EXPIRED')]),
    /** The answer of the change, when SUCCEEDED. */
    result: Optional(Unknown()),
    /** A problem document, when REJECTED or EXPIRED. */
    problem: Optional(Unknown()),
    expires: Time,
  },
  strict,
);

export const getOperation = route({
  id: 'getOperation',
  method: 'GET',
  path: '/v1/operations/{operationId}',
  summary: 'The outcome of a change that was answered with 202',
  principals: ['rider', 'operator', 'partner'],
  params: Obj({ operationId: OperationId }, strict),
  success: {
    status: 200,
    description: 'The operation',
    body: Operation,
    example: { operationId, state: 'PENDING', expires: '2026-01-31T09:30:10.000Z' },
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
