/** What a signed request says of its signer: the scope of AWS Signature Version 4. */
export interface CredentialScope {
  readonly accessKeyId: string;
  readonly region: string;
  /** The signing name, such as `dynamodb`. */
  readonly service: string;
}

const SCOPE = /^([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request$/;

/**
 * From the `Authorization` header, or from `X-Amz-Credential` in the query of a presigned request; undefined when the
 * request is not signed. The signature itself is not checked: the key is a name here, not a secret.
 */
export function credentialScope(
  authorization: string | undefined,
  query: URLSearchParams,
): CredentialScope | undefined {
  const credential = /^AWS4-\S+ .*?Credential=([^,\s]+)/.exec(authorization ?? '')?.[1];
  const scope = SCOPE.exec(credential ?? query.get('X-Amz-Credential') ?? '');
  if (scope === null) return undefined;
  const [, accessKeyId = '', region = '', service = ''] = scope;
  return { accessKeyId, region, service };
}
