import { randomUUID } from 'node:crypto';
import { AwsError, type AwsRequest } from '../../core/aws-endpoint.ts';
import type { Cloud } from '../../core/cloud.ts';
import { isRecord } from '../../core/plain-value.ts';
import { certificateIdOf, type IotArns } from '../arns.ts';
import type { Certificate, Thing } from '../registry/change.ts';
import type { Registry } from '../registry/registry.ts';
import { jsonBody, type Operation } from './rest.ts';

const PAGE = 250;

/** Things, and which certificates are theirs. */
export function thingOperations(cloud: Cloud, registry: Registry, arns: IotArns): Operation[] {
  const allow = (request: AwsRequest, action: string, resource: string): void =>
    cloud.endpoint.authorize(request, action, resource);

  const create: Operation['run'] = async (request, name = '') => {
    allow(request, 'iot:CreateThing', arns.thing(name));
    const wanted = wantedThing(request, name);
    const { typeName } = wanted;
    if (typeName !== undefined && !registry.hasThingType(typeName)) {
      throw new AwsError('ResourceNotFoundException', `there is no thing type ${typeName}`, 404);
    }
    const existing = registry.thing(name);
    if (existing !== undefined && !sameThing(existing, wanted)) {
      throw new AwsError(
        'ResourceAlreadyExistsException',
        `thing ${name} exists with another configuration`,
        409,
      );
    }
    const thing = existing ?? { ...wanted, id: randomUUID() };
    if (existing === undefined) registry.record({ change: 'thing-created', thing });
    return { thingName: name, thingArn: arns.thing(name), thingId: thing.id };
  };

  const describe: Operation['run'] = async (request, name = '') => {
    allow(request, 'iot:DescribeThing', arns.thing(name));
    const { id, typeName, attributes } = requireThing(registry, name);
    const described = { defaultClientId: name, thingName: name, thingArn: arns.thing(name), thingId: id };
    return { ...described, thingTypeName: typeName, attributes, version: 1 };
  };

  const remove: Operation['run'] = async (request, name = '') => {
    allow(request, 'iot:DeleteThing', arns.thing(name));
    if (registry.certificatesOf(name).length > 0) {
      throw new AwsError('InvalidRequestException', `thing ${name} has principals; detach them first`);
    }
    if (registry.thing(name) !== undefined) registry.record({ change: 'thing-deleted', name });
  };

  const list: Operation['run'] = async (request) => {
    allow(request, 'iot:ListThings', '*');
    const start = Number(request.query.get('nextToken') ?? 0);
    const size = Math.min(PAGE, Number(request.query.get('maxResults') ?? PAGE));
    const names = registry.thingNames();
    const things = names.slice(start, start + size).map((thingName) => ({
      thingName,
      thingArn: arns.thing(thingName),
      thingTypeName: registry.thing(thingName)?.typeName,
      attributes: registry.thing(thingName)?.attributes,
      version: 1,
    }));
    return { things, nextToken: start + size < names.length ? String(start + size) : undefined };
  };

  const attach: Operation['run'] = async (request, name = '') => {
    const { id } = principalOf(registry, request);
    allow(request, 'iot:AttachThingPrincipal', '*');
    requireThing(registry, name);
    if (!registry.isAttached(id, name)) registry.record({ change: 'thing-attached', id, thing: name });
  };

  const detach: Operation['run'] = async (request, name = '') => {
    const { id } = principalOf(registry, request);
    allow(request, 'iot:DetachThingPrincipal', '*');
    requireThing(registry, name);
    if (registry.isAttached(id, name)) registry.record({ change: 'thing-detached', id, thing: name });
  };

  const principals: Operation['run'] = async (request, name = '') => {
    allow(request, 'iot:ListThingPrincipals', arns.thing(name));
    requireThing(registry, name);
    return { principals: registry.certificatesOf(name).map(arns.certificate) };
  };

  const thingsOfPrincipal: Operation['run'] = async (request) => {
    const { id } = principalOf(registry, request);
    allow(request, 'iot:ListPrincipalThings', '*');
    return { things: registry.thingsOf(id) };
  };

  return [
    { method: 'GET', path: '/things', run: list },
    { method: 'POST', path: '/things/{}', run: create },
    { method: 'GET', path: '/things/{}', run: describe },
    { method: 'DELETE', path: '/things/{}', run: remove },
    { method: 'PUT', path: '/things/{}/principals', run: attach },
    { method: 'DELETE', path: '/things/{}/principals', run: detach },
    { method: 'GET', path: '/things/{}/principals', run: principals },
    { method: 'GET', path: '/principals/things', run: thingsOfPrincipal },
  ];
}

function wantedThing(request: AwsRequest, name: string): Omit<Thing, 'id'> {
  if (!/^[a-zA-Z0-9:_-]{1,128}$/.test(name)) {
    throw new AwsError('InvalidRequestException', `${name} is no name of a thing`);
  }
  const { thingTypeName, attributePayload, billingGroupName } = jsonBody(request);
  if (billingGroupName !== undefined) {
    throw new AwsError('InvalidRequestException', 'the local cloud has no billing groups');
  }
  const attributes =
    isRecord(attributePayload) && isRecord(attributePayload['attributes'])
      ? attributePayload['attributes']
      : {};
  const texts = Object.entries(attributes).map(([key, value]): [string, string] => [key, String(value)]);
  return {
    name,
    attributes: Object.fromEntries(texts),
    ...(typeof thingTypeName === 'string' ? { typeName: thingTypeName } : {}),
  };
}

function sameThing(existing: Thing, wanted: Omit<Thing, 'id'>): boolean {
  const sorted = (thing: Omit<Thing, 'id'>): string =>
    JSON.stringify([
      thing.typeName,
      Object.entries(thing.attributes).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    ]);
  return sorted(existing) === sorted(wanted);
}

function requireThing(registry: Registry, name: string): Thing {
  const thing = registry.thing(name);
  if (thing === undefined) throw new AwsError('ResourceNotFoundException', `there is no thing ${name}`, 404);
  return thing;
}

function principalOf(registry: Registry, request: AwsRequest): Certificate {
  const arn = request.headers['x-amzn-principal'] ?? '';
  const certificate = registry.certificate(certificateIdOf(arn) ?? '');
  if (certificate === undefined) {
    throw new AwsError('ResourceNotFoundException', `there is no certificate ${arn}`, 404);
  }
  return certificate;
}
