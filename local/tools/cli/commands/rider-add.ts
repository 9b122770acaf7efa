import { admitRider } from '../../registration/riders.ts';
import { type CommonOptions, print, target } from '../target.ts';

interface RiderAddOptions extends CommonOptions {
  readonly rider: string;
  readonly name?: string;
}

export async function riderAdd(options: RiderAddOptions): Promise<void> {
  const rider = await admitRider(target(options).platform, options.rider, options.name);
  const { profile, licence, paymentMethod } = rider;
  print(options, rider, [
    `rider           ${rider.riderId}`,
    `name            ${profile.name}`,
    `licence         ${licence?.number}, ${licence?.classes.join(' ')} until ${licence?.validUntil}: ${licence?.status}`,
    `payment method  ${paymentMethod?.kind}`,
  ]);
}
