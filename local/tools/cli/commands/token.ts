import type { PrincipalKind } from '../../platform/client.ts';
import { CommandError } from '../command-error.ts';
import { type CommonOptions, print, target } from '../target.ts';

interface TokenOptions extends CommonOptions {
  readonly rider?: string;
  readonly operator?: string | true;
  readonly partner?: string;
}

export async function token(options: TokenOptions): Promise<void> {
  const asked: [PrincipalKind, string][] = [];
  if (options.rider !== undefined) asked.push(['rider', options.rider]);
  if (options.operator !== undefined) {
    asked.push(['operator', options.operator === true ? 'operator' : options.operator]);
  }
  if (options.partner !== undefined) asked.push(['partner', options.partner]);
  const [one, another] = asked;
  if (one === undefined || another !== undefined) {
    throw new CommandError('TOKEN_FOR_WHOM', 'Say whose token: --rider ID, --operator or --partner ID.');
  }
  const value = await target(options).platform.token(...one);
  print(options, { token: value }, [value]);
}
