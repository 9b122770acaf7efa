import type { AccessRequest, Identity } from '../../core/identities.ts';

function commonContext(identity: Identity, resource: string): Record<string, readonly string[]> {
  const account = identity.roleArn.split(':')[4] ?? '';
  const [, , , region = '', resourceAccount = ''] = resource.split(':');
  return {
    'aws:PrincipalArn': [identity.roleArn],
    'aws:PrincipalAccount': [account],
    'aws:PrincipalType': ['AssumedRole'],
    'aws:ResourceAccount': [resourceAccount === '' ? account : resourceAccount],
    ...(region === '' ? {} : { 'aws:RequestedRegion': [region] }),
    // Locally the endpoint speaks plain HTTP on the loopback interface; deployed, every call is TLS.
    'aws:SecureTransport': ['true'],
    'aws:ViaAWSService': ['false'],
  };
}

/** The request with the keys that every request carries, under those that it brings itself. */
export function withCommonContext(identity: Identity, request: AccessRequest): AccessRequest {
  return { ...request, context: { ...commonContext(identity, request.resource), ...request.context } };
}
