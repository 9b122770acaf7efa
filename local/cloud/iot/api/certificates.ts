import { createPublicKey } from 'node:crypto';
import {
  BadRequestError,
  issueClientCertificate,
  type SignedRequest,
  signRequest,
} from '../../core/authority.ts';
import { AwsError, type AwsRequest } from '../../core/aws-endpoint.ts';
import type { Cloud } from '../../core/cloud.ts';
import { certificateIdOf, type IotArns } from '../arns.ts';
import type { Certificate, CertificateStatus } from '../registry/change.ts';
import type { Registry } from '../registry/registry.ts';
import { type Operation, requiredText } from './rest.ts';

const STATUSES: readonly string[] = ['ACTIVE', 'INACTIVE', 'REVOKED'] satisfies CertificateStatus[];

/** Certificates, and which policies are attached to them. */
export function certificateOperations(cloud: Cloud, registry: Registry, arns: IotArns): Operation[] {
  const allow = (request: AwsRequest, action: string, resource: string): void =>
    cloud.endpoint.authorize(request, action, resource);

  function register(request: AwsRequest, { certificate: pem, certificateId: id }: SignedRequest): object {
    const status = request.query.get('setAsActive') === 'true' ? 'ACTIVE' : 'INACTIVE';
    const created = cloud.clock.now();
    registry.record({ change: 'certificate-created', certificate: { id, pem, status, created } });
    return { certificateArn: arns.certificate(id), certificateId: id, certificatePem: pem };
  }

  const createFromRequest: Operation['run'] = async (request) => {
    allow(request, 'iot:CreateCertificateFromCsr', '*');
    const pem = requiredText(request, 'certificateSigningRequest');
    const signed = await signRequest(cloud.authority, pem).catch((error: unknown) => {
      if (error instanceof BadRequestError) throw new AwsError('InvalidRequestException', error.message);
      throw error;
    });
    return register(request, signed);
  };

  const createWithKeys: Operation['run'] = async (request) => {
    allow(request, 'iot:CreateKeysAndCertificate', '*');
    const issued = await issueClientCertificate(cloud.authority);
    const PublicKey = createPublicKey(issued.key).export({ type: 'spki', format: 'pem' });
    return { ...register(request, issued), keyPair: { PublicKey, PrivateKey: issued.key } };
  };

  const describe: Operation['run'] = async (request, id = '') => {
    allow(request, 'iot:DescribeCertificate', arns.certificate(id));
    const { pem, status, created } = requireCertificate(registry, id);
    const creationDate = created / 1000;
    const certificateDescription = {
      certificateArn: arns.certificate(id),
      certificateId: id,
      status,
      creationDate,
    };
    return {
      certificateDescription: {
        ...certificateDescription,
        certificatePem: pem,
        lastModifiedDate: creationDate,
      },
    };
  };

  const update: Operation['run'] = async (request, id = '') => {
    allow(request, 'iot:UpdateCertificate', arns.certificate(id));
    requireCertificate(registry, id);
    const status = request.query.get('newStatus') ?? '';
    if (!isStatus(status)) {
      throw new AwsError('InvalidRequestException', `newStatus is ${STATUSES.join(', ')}, not ${status}`);
    }
    registry.record({ change: 'certificate-updated', id, status });
  };

  const remove: Operation['run'] = async (request, id = '') => {
    allow(request, 'iot:DeleteCertificate', arns.certificate(id));
    if (requireCertificate(registry, id).status === 'ACTIVE') {
      throw new AwsError(
        'CertificateStateException',
        `certificate ${id} is ACTIVE; make it INACTIVE first`,
        406,
      );
    }
    if (registry.thingsOf(id).length + registry.policiesOf(id).length > 0) {
      throw new AwsError(
        'DeleteConflictException',
        `certificate ${id} is attached to things or policies`,
        409,
      );
    }
    registry.record({ change: 'certificate-deleted', id });
  };

  const attachPolicy: Operation['run'] = async (request, policy = '') => {
    const id = target(registry, request);
    allow(request, 'iot:AttachPolicy', arns.certificate(id));
    requirePolicy(registry, policy);
    if (!registry.policiesOf(id).includes(policy)) registry.record({ change: 'policy-attached', id, policy });
  };

  const detachPolicy: Operation['run'] = async (request, policy = '') => {
    const id = target(registry, request);
    allow(request, 'iot:DetachPolicy', arns.certificate(id));
    if (registry.policiesOf(id).includes(policy)) registry.record({ change: 'policy-detached', id, policy });
  };

  const attachedPolicies: Operation['run'] = async (request, arn = '') => {
    const { id } = requireCertificate(registry, certificateIdOf(arn) ?? arn);
    allow(request, 'iot:ListAttachedPolicies', arns.certificate(id));
    const policies = registry.policiesOf(id);
    return { policies: policies.map((name) => ({ policyName: name, policyArn: arns.policy(name) })) };
  };

  return [
    { method: 'POST', path: '/certificates', run: createFromRequest },
    { method: 'POST', path: '/keys-and-certificate', run: createWithKeys },
    { method: 'GET', path: '/certificates/{}', run: describe },
    { method: 'PUT', path: '/certificates/{}', run: update },
    { method: 'DELETE', path: '/certificates/{}', run: remove },
    { method: 'PUT', path: '/target-policies/{}', run: attachPolicy },
    { method: 'POST', path: '/target-policies/{}', run: detachPolicy },
    { method: 'POST', path: '/attached-policies/{}', run: attachedPolicies },
  ];
}

function isStatus(text: string): text is CertificateStatus {
  return STATUSES.includes(text);
}

function requireCertificate(registry: Registry, id: string): Certificate {
  const certificate = registry.certificate(id);
  if (certificate === undefined) {
    throw new AwsError('ResourceNotFoundException', `there is no certificate ${id}`, 404);
  }
  return certificate;
}

function requirePolicy(registry: Registry, name: string): void {
  if (registry.hasPolicy(name)) return;
  throw new AwsError('ResourceNotFoundException', `there is no policy ${name}`, 404);
}

/** The certificate that a policy is attached to or detached from. */
function target(registry: Registry, request: AwsRequest): string {
  const arn = requiredText(request, 'target');
  return requireCertificate(registry, certificateIdOf(arn) ?? arn).id;
}
