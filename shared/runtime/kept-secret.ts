import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { clientLimits } from './client-limits.ts';

/** How soon a function notices that a secret was replaced. */
const KEPT_MS = 5 * 60_000;

const client = new SecretsManagerClient(clientLimits);

/** A secret of Secrets Manager, read at first use and again after a while. */
export class KeptSecret {
  readonly #arn: string;
  #kept: { readonly value: string; readonly until: number } | undefined;

  constructor(arn: string) {
    this.#arn = arn;
  }

  /** Throws when there is none, or an empty one. */
  async value(): Promise<string> {
    const kept = this.#kept;
    if (kept !== undefined && Date.now() < kept.until) return kept.value;
    const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: this.#arn }));
    // An operator who puts it there by hand may add a line break.
    const value = SecretString.trim();
    if (value === '') throw new Error(`The secret ${this.#arn} is empty`);
    this.#kept = { value, until: Date.now() + KEPT_MS };
    return value;
  }

  /** Reads it again at the next use. */
  forget(): void {
    this.#kept = undefined;
  }
}
