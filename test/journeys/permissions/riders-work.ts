import { setTimeout as sleep } from 'node:timers/promises';
import type { RiderState } from '../../../functions/riders/state.ts';
import { rentalsEvents } from '../../../shared/contracts/rentals/rentals.ts';
import { erase } from '../../../shared/contracts/riders/erasure.ts';
import {
  expireLicence,
  recordLicenceCheck,
  submitLicence,
} from '../../../shared/contracts/riders/licence.ts';
import { submitPaymentMethod } from '../../../shared/contracts/riders/payment.ts';
import { ridersCommands, ridersEvents, signUp } from '../../../shared/contracts/riders/riders.ts';
import { instant } from '../../../shared/kernel/time.ts';
import type { Delivery } from '../../../shared/runtime/operations/delivery.ts';
import { PATIENCE_MS } from '../../patience.ts';
import type { Means } from './means.ts';
import { type Exercise, type Exercises, garbage, SEALED, type Triggers, toTopic } from './triggers.ts';

const PROFILE = { name: 'N', birthDate: '1990-05-17', email: 'n@example.org', phone: '+376312345' };
const VALID_UNTIL = '2035-12-31';
const PORTS = ['licence', 'payment', 'erasure'] as const;

/** What the functions of the riders room do. */
export function ridersWork(
  means: Means,
  { deployed, fails, queued, request, swept, timer, tooOld }: Triggers,
): Exercises {
  const known = means.newId('known');
  const name = 'riders-consumer';
  const stateOf = async (riderId: string): Promise<RiderState> =>
    (await means.store(name).aggregate(`rider/${riderId}`)).state as RiderState;

  /** A licence that is submitted, found good, and replaced: the timer of its end comes and goes. Then every port is asked. */
  const licensedRider: Exercise = async () => {
    const riderId = means.newId('rider');
    const licence = { number: SEALED.name, country: SEALED.name };
    const submitted = { riderId, licence, classes: ['B'], validUntil: VALID_UNTIL };
    await means.hand(
      name,
      means.command(signUp, { riderId, profile: SEALED }),
      means.command(submitLicence, submitted),
      garbage(ridersCommands.name),
      garbage(rentalsEvents.name),
    );
    const { checkId } = (await stateOf(riderId)).licence ?? {};
    const outcome = { result: 'VERIFIED', classes: ['B'], validUntil: VALID_UNTIL, ageAtLeast: 25 };
    await means.hand(name, means.command(recordLicenceCheck, { riderId, checkId, attempt: 1, outcome }));
    await means.hand(
      name,
      means.command(submitLicence, submitted),
      means.command(submitPaymentMethod, { riderId, token: SEALED.name }),
      means.command(erase, { riderId }),
    );
  };
  const riderAfterAnother: Exercise = async () => {
    const riderId = means.newId('rider');
    await means.leaveBehind(name, `rider/${riderId}`, [toTopic(ridersEvents.name)]);
    await means.hand(name, means.command(signUp, { riderId, profile: SEALED }));
  };

  /** A rider whose licence and payment method wait for their providers: sealed as the ports find it. */
  let pending: Promise<RiderState> | undefined;
  const pendingRider = async (): Promise<RiderState> => {
    const riderId = means.newId('asker');
    const put = (path: string, body: object) => request('rider', riderId, 'PUT', path, body, [403]);
    await put('/v1/riders/me', PROFILE);
    const licence = { number: 'SLOW-1234', classes: ['B'], country: 'AD', validUntil: VALID_UNTIL };
    await means.until('the rider may submit a licence', async () => {
      return (await put('/v1/riders/me/licence', licence)) !== 403;
    });
    await put('/v1/riders/me/payment-method', { token: 'tok_standIn_slow' });
    let state: RiderState | undefined;
    await means.until('both are pending', async () => {
      state = await stateOf(riderId);
      return state.licence !== undefined && state.paymentCheck !== undefined;
    });
    // As it was seen: the method is ready in half a minute.
    return state as RiderState;
  };
  const asking = (question: object) => ({ id: means.newId('ask'), operation: 'op', request: question });
  const askedLicence: Exercise = async () => {
    const { riderId, signedUp, licence } = await (pending ??= pendingRider());
    const { name: holder, birthDate } = signedUp?.profile ?? SEALED;
    await means.handMessage(
      'riders-licence',
      asking({
        riderId,
        checkId: licence?.checkId,
        attempt: 2,
        holder: { name: holder, birthDate },
        licence: licence?.sealed,
        classes: ['B'],
        validUntil: VALID_UNTIL,
      }),
    );
  };
  const askedPayment: Exercise = async () => {
    const { riderId, paymentCheck } = await (pending ??= pendingRider());
    const { paymentMethodId, token } = paymentCheck ?? {};
    const again = asking({ riderId, paymentMethodId, token, attempt: 2 });
    const end = performance.now() + PATIENCE_MS;
    // As its queue does: the provider may still be busy with the platform's own question about the same method. When its
    // function was killed over that, it is for a minute.
    for (;;) {
      try {
        return await means.handMessage('riders-payment', again);
      } catch (error) {
        if (performance.now() > end) throw error;
        await sleep(1000);
      }
    }
  };
  /** Of somebody without a key: there is nobody to ask for. */
  const ofNobody = {
    licence: () => ({
      riderId: means.newId('nobody'),
      checkId: 'lic',
      attempt: 1,
      holder: { name: SEALED.name, birthDate: SEALED.name },
      licence: { number: SEALED.name, country: SEALED.name },
      classes: ['B'],
      validUntil: VALID_UNTIL,
    }),
    payment: () => ({
      riderId: means.newId('nobody'),
      paymentMethodId: 'pay',
      attempt: 1,
      token: SEALED.name,
    }),
    erasure: () => ({ riderId: means.newId('nobody') }),
  };
  const queuedAt = (port: (typeof PORTS)[number]): Exercise =>
    queued(`riders-${port}`, () => asking(ofNobody[port]()));

  const riderTimer = (atMs: number) => {
    const riderId = means.newId('rider');
    const data = { riderId, checkId: 'lic_00000000000000000000000001' };
    return { ...timer(expireLicence, data, atMs), key: riderId };
  };
  return {
    'riders-consumer': [licensedRider, tooOld(name), riderAfterAnother, deployed],
    'riders-http': [
      async () => {
        for (const riderId of [means.newId('rider'), known])
          await request('rider', riderId, 'PUT', '/v1/riders/me', PROFILE);
        await request('rider', known, 'PUT', '/v1/riders/me', PROFILE);
        // Another function decides the sign-up, maybe after its answer.
        const read = () => request('rider', known, 'GET', '/v1/riders/me', undefined, [403]);
        await means.until('the rider is known', async () => (await read()) === 200);
        await request('operator', means.newId('operator'), 'GET', `/v1/riders/${known}/groups`);
      },
      deployed,
    ],
    'riders-scheduler': [
      async () => {
        const aggregate = `rider/${means.newId('rider')}`;
        const at = instant(means.cloud.clock.now() - 1000);
        const due = { aggregate, timer: 'expire-licence', at, body: JSON.stringify(riderTimer(0)) };
        const asked = PORTS.map(
          (port): Delivery => ({ to: 'port', port, body: JSON.stringify(asking(ofNobody[port]())) }),
        );
        const outputs = [toTopic(ridersEvents.name), toTopic(ridersCommands.name), ...asked];
        await swept('riders-scheduler', aggregate, outputs, [due]);
        await means.handMessage('riders-scheduler', riderTimer(-1000));
      },
      queued('riders-scheduler', () => riderTimer(-1000)),
      fails('riders-scheduler'),
      deployed,
    ],
    'riders-licence': [askedLicence, queuedAt('licence'), deployed],
    'riders-payment': [askedPayment, queuedAt('payment'), deployed],
    'riders-erasure': [
      async () => await means.handMessage('riders-erasure', asking(ofNobody.erasure())),
      queuedAt('erasure'),
      deployed,
    ],
    'sandbox-licence': [askedLicence],
  };
}
