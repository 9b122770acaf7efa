import { generateAuthToken } from 'aws-msk-iam-sasl-signer-js';

/** A function that does what each publisher does first: signs in to Kafka with what Lambda puts into its environment. */
export async function handler(): Promise<string> {
  const { token } = await generateAuthToken({ region: 'eu-west-1' });
  return Buffer.from(token, 'base64url').toString();
}
