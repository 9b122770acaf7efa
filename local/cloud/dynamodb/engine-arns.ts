/** What DynamoDB Local writes into ARNs, wherever it runs. */
const ENGINE_PREFIX = 'arn:aws:dynamodb:ddblocal:000000000000:';

/** Translates between the ARNs of an account and region and those of the engine. */
export class EngineArns {
  /** `arn:aws:dynamodb:<region>:<account>:` */
  readonly prefix: string;

  constructor({ region, account }: { readonly region: string; readonly account: string }) {
    this.prefix = `arn:aws:dynamodb:${region}:${account}:`;
  }

  fromEngine(text: string): string {
    return text.replaceAll(ENGINE_PREFIX, this.prefix);
  }

  toEngine(text: string): string {
    return text.replaceAll(this.prefix, ENGINE_PREFIX);
  }
}
