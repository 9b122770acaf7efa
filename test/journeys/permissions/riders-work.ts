import { ridersCommands, ridersEvents, signUp } from '../../../shared/contracts/riders.ts';
import type { Means } from './means.ts';
import { type Exercise, type Exercises, garbage, SEALED, type Triggers, toTopic } from './triggers.ts';

/** What the functions of the riders room do. */
export function ridersWork(means: Means, { deployed, fails, request, swept, tooOld }: Triggers): Exercises {
  const known = means.newId('known');
  const signedUpRider: Exercise = async () => {
    const riderId = means.newId('rider');
    await means.hand(
      'riders-consumer',
      means.command(signUp, { riderId, profile: SEALED }),
      garbage(ridersCommands.name),
    );
  };
  const riderAfterAnother: Exercise = async () => {
    const riderId = means.newId('rider');
    await means.leaveBehind('riders-consumer', `rider/${riderId}`, [toTopic(ridersEvents.name)]);
    await means.hand('riders-consumer', means.command(signUp, { riderId, profile: SEALED }));
  };
  return {
    'riders-consumer': [signedUpRider, tooOld('riders-consumer'), riderAfterAnother, deployed],
    'riders-http': [
      async () => {
        const profile = { name: 'N', email: 'n@example.org' };
        for (const riderId of [means.newId('rider'), known])
          await request('rider', riderId, 'PUT', '/v1/riders/me', profile);
        await request('rider', known, 'PUT', '/v1/riders/me', profile);
        // Another function decides the sign-up, maybe after its answer.
        const read = () => request('rider', known, 'GET', '/v1/riders/me', undefined, [403]);
        await means.until('the rider is known', async () => (await read()) === 200);
      },
      deployed,
    ],
    'riders-agenda': [
      async () => await swept('riders-agenda', `rider/${means.newId('rider')}`, [toTopic(ridersEvents.name)]),
      fails('riders-agenda'),
      deployed,
    ],
  };
}
