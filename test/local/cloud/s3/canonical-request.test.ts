import { describe, expect, it } from 'vitest';
import { canonicalRequest, signatureOf } from '../../../../local/cloud/s3/canonical-request.ts';

/** The examples of the Amazon S3 API reference, "Authenticating Requests (AWS Signature Version 4)". */

const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const SCOPE = { date: '20130524', region: 'us-east-1', service: 's3' };
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const DATE = '20130524T000000Z';
const always = { host: 'examplebucket.s3.amazonaws.com' };
const inHeaders = (sha256: string) => ({ ...always, 'x-amz-content-sha256': sha256, 'x-amz-date': DATE });
const QUERY = [
  'X-Amz-Algorithm=AWS4-HMAC-SHA256',
  'X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request',
  `X-Amz-Date=${DATE}`,
  'X-Amz-Expires=86400',
  'X-Amz-SignedHeaders=host',
].join('&');
const PUT_SHA = '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072';

interface Example {
  readonly method?: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload?: string;
  readonly signature: string;
}

const examples: Readonly<Record<string, Example>> = {
  'GET of an object': {
    target: '/test.txt',
    headers: { ...inHeaders(EMPTY), range: 'bytes=0-9' },
    signature: 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  },
  'PUT of an object with a name to be encoded': {
    method: 'PUT',
    target: '/test%24file.text',
    headers: {
      ...inHeaders(PUT_SHA),
      date: 'Fri, 24 May 2013 00:00:00 GMT',
      'x-amz-storage-class': 'REDUCED_REDUNDANCY',
    },
    payload: PUT_SHA,
    signature: '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
  },
  'GET with a query without a value': {
    target: '/?lifecycle',
    headers: inHeaders(EMPTY),
    signature: 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
  },
  'GET of a list': {
    target: '/?prefix=J&max-keys=2',
    headers: inHeaders(EMPTY),
    signature: '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  },
  'GET with a presigned link': {
    target: `/test.txt?${QUERY}&X-Amz-Signature=whatever`,
    headers: always,
    payload: 'UNSIGNED-PAYLOAD',
    signature: 'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
  },
};

describe('a signature', () => {
  it.each(Object.entries(examples))(
    'of a %s is that of the reference',
    (_what, { method = 'GET', target, headers, payload = EMPTY, signature }) => {
      const request = {
        method,
        target,
        headers,
        path: '',
        query: new URLSearchParams(),
        body: Buffer.alloc(0),
      };
      const canonical = canonicalRequest(request, Object.keys(headers).toSorted(), payload);
      expect(signatureOf(canonical, DATE, SCOPE, SECRET)).toBe(signature);
    },
  );
});
