import {
  type acceptLog,
  certificateIssued,
  certificateRequested,
  logAccepted,
  type recordCertificate,
  type register,
  registered,
} from '../../shared/contracts/vehicles/vehicles.ts';
import { derivedId } from '../../shared/kernel/ids.ts';
import type { Context, Decision, MessageOf, Output } from '../../shared/runtime/domain.ts';
import type { VehicleEvent } from './evolve.ts';
import { provisioningPort } from './ports.ts';
import type { CarState } from './state.ts';

/**
 * Takes a car into the fleet. The same again is accepted and changes nothing, so that a caller who has lost the answer
 * may repeat it; a certificate request may follow a registration without one.
 */
export function decideRegister(
  state: CarState,
  { data }: MessageOf<typeof register>,
  context: Context,
): Decision<VehicleEvent> {
  const { vin, model, plate, certificateRequest } = data;
  const requestId = certificateRequest === undefined ? undefined : derivedId('csr', certificateRequest);
  const before = state.registration;
  if (before !== undefined) {
    const other =
      before.model !== model || before.plate !== plate
        ? 'model or plate'
        : requestId !== undefined && (state.certificateRequestId ?? requestId) !== requestId
          ? 'certificate request'
          : undefined;
    if (other !== undefined) {
      return {
        kind: 'refuse',
        code: 'VEHICLE_ALREADY_REGISTERED',
        detail: `${vin} is registered with another ${other}.`,
      };
    }
  }
  const events: VehicleEvent[] = [];
  const outputs: Output[] = [];
  if (before === undefined) {
    events.push(registered({ vin, model, ...(plate === undefined ? {} : { plate }), time: context.now }));
  }
  if (
    certificateRequest !== undefined &&
    requestId !== undefined &&
    state.certificateRequestId === undefined
  ) {
    events.push(certificateRequested({ vin, certificateRequestId: requestId, time: context.now }));
    outputs.push(provisioningPort({ vin, certificateRequest }));
  }
  return { kind: 'accept', events, outputs, result: { vin } };
}

export function decideRegisterExpired({ vin }: CarState): Decision<VehicleEvent> {
  return { kind: 'refuse', code: 'EXPIRED', detail: `The registration of ${vin} was decided too late.` };
}

/** The provisioning port's answer. It may come more than once. */
export function decideRecordCertificate(
  state: CarState,
  { data }: MessageOf<typeof recordCertificate>,
): Decision<VehicleEvent> {
  if (state.registration === undefined) {
    return { kind: 'refuse', code: 'VEHICLE_UNKNOWN', detail: `${data.vin} is not registered.` };
  }
  if (state.certificate?.certificateId === data.certificateId) return { kind: 'accept', events: [] };
  return { kind: 'accept', events: [certificateIssued(data)] };
}

/** The log of a car that would be ignored. Its numbers begin at 1, in both lanes; the same again changes nothing. */
export function decideAcceptLog(
  { vin, registration, lanes }: CarState,
  { data: { log, reason }, principal }: MessageOf<typeof acceptLog>,
  context: Context,
): Decision<VehicleEvent> {
  if (principal?.kind !== 'operator') {
    return {
      kind: 'refuse',
      code: 'FORBIDDEN',
      detail: 'Only an operator decides which log of a car is taken.',
    };
  }
  if (registration === undefined) {
    return { kind: 'refuse', code: 'VEHICLE_UNKNOWN', detail: `${vin} is not registered.` };
  }
  const result = { vin, log };
  if (lanes.normal?.log === log) return { kind: 'accept', events: [], result };
  const accepted = { vin, log, reason, operator: principal.id, time: context.now };
  return { kind: 'accept', events: [logAccepted(accepted)], result };
}

export function decideAcceptLogExpired({ vin }: CarState): Decision<VehicleEvent> {
  return { kind: 'refuse', code: 'EXPIRED', detail: `The acceptance of ${vin}’s log was decided too late.` };
}
