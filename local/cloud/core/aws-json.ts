import { type AwsEndpoint, AwsError, type AwsRequest, type AwsResponse } from './aws-endpoint.ts';
import { isRecord, isTextList, own, type PlainRecord } from './plain-value.ts';

/** The body of a request in one of AWS's JSON protocols. What is missing or misshapen is a ValidationException. */
export class AwsInput {
  readonly values: PlainRecord;

  constructor(values: PlainRecord) {
    this.values = values;
  }

  text(name: string): string {
    return this.optionalText(name) ?? this.invalid(name);
  }

  optionalText(name: string): string | undefined {
    const value = this.values[name];
    return value === undefined || value === null || typeof value === 'string'
      ? (value ?? undefined)
      : this.invalid(name);
  }

  optionalNumber(name: string): number | undefined {
    const value = this.values[name];
    return value === undefined || value === null || typeof value === 'number'
      ? (value ?? undefined)
      : this.invalid(name);
  }

  /** Empty when it is missing. */
  texts(name: string): readonly string[] {
    const value = this.values[name] ?? [];
    return isTextList(value) ? value : this.invalid(name);
  }

  /** Base64 in JSON. */
  bytes(name: string): Buffer {
    return Buffer.from(this.text(name), 'base64');
  }

  /** An object of texts; empty when it is missing. */
  textRecord(name: string): Readonly<Record<string, string>> {
    const value = this.values[name] ?? {};
    if (!isRecord(value) || !isTextList(Object.values(value))) return this.invalid(name);
    return value as Readonly<Record<string, string>>;
  }

  /** The objects in a list; empty when it is missing. */
  list(name: string): AwsInput[] {
    const value = this.values[name] ?? [];
    if (!Array.isArray(value) || !value.every(isRecord)) return this.invalid(name);
    return value.map((item) => new AwsInput(item));
  }

  private invalid(name: string): never {
    throw new AwsError('ValidationException', `${name} is missing or has the wrong form`);
  }
}

export type JsonOperation = (input: AwsInput, request: AwsRequest) => unknown;

/** Throws SerializationException when the body is no JSON object. */
export function jsonInput(request: AwsRequest): AwsInput {
  if (request.body.length === 0) return new AwsInput({});
  try {
    const value: unknown = JSON.parse(request.body.toString());
    if (isRecord(value)) return new AwsInput(value);
  } catch {
    // Said below, as for JSON that is no object.
  }
  throw new AwsError('SerializationException', 'the body is not a JSON object');
}

export function unknownOperation(request: AwsRequest): AwsError {
  const what = request.operation ?? `${request.method} ${request.path}`;
  return new AwsError(
    'UnknownOperationException',
    `the local cloud does not play ${request.service} ${what}`,
  );
}

export function jsonResponse(output: unknown): AwsResponse {
  return {
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify(output ?? {}),
  };
}

/** Answers for a service of a JSON protocol with one function an operation; others are refused. */
export function serveJson(
  endpoint: AwsEndpoint,
  service: string,
  operations: Readonly<Record<string, JsonOperation>>,
): void {
  endpoint.register(service, async (request) => {
    const operation = own(operations, request.operation ?? '');
    if (operation === undefined) throw unknownOperation(request);
    return jsonResponse(await operation(jsonInput(request), request));
  });
}
