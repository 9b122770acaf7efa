import type { AwsError, AwsResponse } from '../core/aws-endpoint.ts';
import { own } from '../core/plain-value.ts';

/** S3's answers in XML. */

type Content = string | number | boolean | readonly Element[];
export type Element = readonly [name: string, content: Content];

const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    // Control characters may stand in keys; XML has only a way to name them.
    .replaceAll(/\p{Cc}/gu, (character) => `&#x${character.charCodeAt(0).toString(16)};`);

function written([name, content]: Element): string {
  const inner = Array.isArray(content) ? content.map(written).join('') : escaped(String(content));
  return `<${name}>${inner}</${name}>`;
}

const NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

export function xmlResponse(root: string, content: readonly Element[]): AwsResponse {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<${root} ${NAMESPACE}>${content.map(written).join('')}</${root}>`;
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

/** Errors of the endpoint itself, and what S3 calls them. */
const NAMES: Readonly<Record<string, readonly [code: string, status: number]>> = {
  AccessDeniedException: ['AccessDenied', 403],
  InternalFailure: ['InternalError', 500],
  UnknownOperationException: ['NotImplemented', 501],
  UnrecognizedClientException: ['InvalidAccessKeyId', 403],
};

export function errorXml(error: AwsError, resource: string): AwsResponse {
  const [code, status] = own(NAMES, error.type) ?? [error.type, error.status];
  const content: Element[] = [
    ['Code', code],
    ['Message', error.message],
    ['Resource', resource],
  ];
  return {
    status,
    headers: { 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${written(['Error', content])}`,
  };
}
