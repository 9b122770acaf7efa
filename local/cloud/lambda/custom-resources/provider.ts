import { randomUUID } from 'node:crypto';
import { kept, write } from '../../core/kept.ts';
import { emulated } from '../../core/no-effect.ts';
import { asText, isRecord, type PlainRecord } from '../../core/plain-value.ts';
import { PropertyReader } from '../../core/property-reader.ts';
import { type Created, type Provider, Refusal, type Resource } from '../../core/provider.ts';
import { Functions } from '../functions.ts';
import { ResponseServer } from './response-server.ts';

/** CloudFormation waits an hour when the template says nothing; nobody does that at a desk. */
const DEFAULT_TIMEOUT_SECONDS = 120;

/** What an earlier start on the same data directory made. */
interface Earlier {
  readonly physicalResourceId: string;
  readonly properties: PlainRecord;
}

/** CloudFormation hands every scalar over as text. */
function asTexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asTexts);
  if (isRecord(value))
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asTexts(item)]));
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}

function earlierOf(resource: Resource, place: string): Earlier | undefined {
  const found = kept(resource.cloud.dataDirectory, place);
  if (!isRecord(found) || typeof found['physicalResourceId'] !== 'string') return undefined;
  const properties = isRecord(found['properties']) ? found['properties'] : {};
  return { physicalResourceId: found['physicalResourceId'], properties };
}

function requestOf(resource: Resource, earlier: Earlier | undefined, responseUrl: string): PlainRecord {
  const { region, account } = resource.cloud;
  // Its function knows what they mean.
  const properties = new PropertyReader(resource).whole();
  const request = {
    ServiceToken: properties['ServiceToken'],
    ResponseURL: responseUrl,
    StackId: `arn:aws:cloudformation:${region}:${account}:stack/${resource.stack}/local`,
    RequestId: randomUUID(),
    LogicalResourceId: resource.logicalId,
    ResourceType: resource.type,
    ResourceProperties: asTexts(properties),
  };
  if (earlier === undefined) return { RequestType: 'Create', ...request };
  const { physicalResourceId: PhysicalResourceId, properties: OldResourceProperties } = earlier;
  return { RequestType: 'Update', ...request, PhysicalResourceId, OldResourceProperties };
}

async function withinSeconds(seconds: number, answer: Promise<string>): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), seconds * 1000);
  });
  const first = await Promise.race([answer, timeout]);
  clearTimeout(timer);
  return first;
}

function parseAnswer(resource: Resource, body: string): PlainRecord {
  try {
    const answer: unknown = JSON.parse(body);
    if (isRecord(answer)) return answer;
  } catch {
    // Said below: what was put there is no answer.
  }
  throw new Refusal(
    resource,
    `its function answered with what is not a response object: ${body.slice(0, 200)}`,
  );
}

/** The function's own failure, so that nobody waits for an answer that cannot come. */
async function invocationFailure(
  resource: Resource,
  functionArn: string,
  request: PlainRecord,
): Promise<string> {
  const functions = resource.cloud.part(Functions);
  const { functionError, payload } = await functions.invoke(functionArn, request, {
    source: 'cloudformation',
  });
  if (functionError !== undefined)
    throw new Refusal(resource, `its function failed: ${JSON.stringify(payload)}`);
  return await new Promise(() => undefined);
}

async function ask(resource: Resource): Promise<Created> {
  const properties = new PropertyReader(resource);
  const seconds = properties.optionalNumber('ServiceTimeout') ?? DEFAULT_TIMEOUT_SECONDS;
  const place = `custom-resources/${resource.generatedName}`;
  const { url, body } = await resource.cloud.part(ResponseServer).expect();
  const request = requestOf(resource, earlierOf(resource, place), url);
  const failure = invocationFailure(resource, properties.text('ServiceToken'), request);
  const text = await withinSeconds(seconds, Promise.race([body, failure]));
  if (text === undefined) throw new Refusal(resource, `its function gave no answer within ${seconds} s`);
  const answer = parseAnswer(resource, text);
  if (answer['Status'] !== 'SUCCESS')
    throw new Refusal(
      resource,
      `its function said: ${asText(answer['Reason']) ?? 'FAILED without a reason'}`,
    );
  const physicalResourceId = asText(answer['PhysicalResourceId']) ?? resource.generatedName;
  write(resource.cloud.dataDirectory, place, {
    physicalResourceId,
    properties: asTexts(resource.properties),
  });
  return { ref: physicalResourceId, attributes: isRecord(answer['Data']) ? answer['Data'] : {} };
}

function customResource(type: string): Provider {
  return { type, properties: emulated('*'), create: ask };
}

/** Resources that a function of the templates makes. The function is asked at every start. */
export const customResources: readonly Provider[] = [
  customResource('Custom::*'),
  customResource('AWS::CloudFormation::CustomResource'),
];
