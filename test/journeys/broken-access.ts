import { AwsError } from '../../local/cloud/core/aws-endpoint.ts';
import { Functions } from '../../local/cloud/lambda/functions.ts';
import type { World } from './world.ts';

/** Something that a function does with the tables and that fails for a while. */
export interface Broken {
  /** How often it has failed. */
  readonly times: () => number;
  readonly mend: () => void;
}

const WRITES = new Set(['dynamodb:PutItem', 'dynamodb:UpdateItem']);

/** Denies a function every write of items whose key names the car: nothing takes effect. */
export function deniedWrites(world: World, functionName: string, vin: string): Broken {
  const { cloud } = world.platform;
  const { roleArn } = cloud.part(Functions).definition(functionName).identity;
  const { identities } = cloud;
  const check = identities.check.bind(identities);
  let times = 0;
  identities.check = (identity, request) => {
    const keys = Object.values(request.context ?? {}).flat();
    const isIts = identity.roleArn === roleArn && WRITES.has(request.action);
    if (!isIts || !keys.some((key) => key.includes(vin))) return check(identity, request);
    times += 1;
    return { allowed: false, explicit: true, why: `writes of ${vin} are denied for a while` };
  };
  return {
    times: () => times,
    mend: () => {
      identities.check = check;
    },
  };
}

/** Carries out a function's commits that name the car, and loses the answers: it cannot know what became of them. */
export function lostAnswers(world: World, functionName: string, vin: string): Broken {
  const { cloud } = world.platform;
  const { roleArn } = cloud.part(Functions).definition(functionName).identity;
  let times = 0;
  const mend = cloud.endpoint.observe((request) => {
    const isIts = request.identity?.roleArn === roleArn && request.operation === 'TransactWriteItems';
    if (!isIts || !request.body.includes(vin)) return;
    times += 1;
    throw new AwsError('ItemCollectionSizeLimitExceededException', 'the answer is lost');
  });
  return { times: () => times, mend };
}
