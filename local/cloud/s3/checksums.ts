import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { AwsError } from '../core/aws-endpoint.ts';

/** The additional checksums of objects that are known here: header → base64 of the checksum. */
const ALGORITHMS: Readonly<Record<string, (data: Buffer) => string>> = {
  'x-amz-checksum-crc32': (data) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(crc32(data));
    return bytes.toString('base64');
  },
  'x-amz-checksum-sha1': (data) => createHash('sha1').update(data).digest('base64'),
  'x-amz-checksum-sha256': (data) => createHash('sha256').update(data).digest('base64'),
};

export const CHECKSUM_HEADERS = Object.keys(ALGORITHMS);

/** MD5 of the body, as hex: the ETag of an object that was put in one piece. */
export const etagOf = (data: Buffer): string => `"${createHash('md5').update(data).digest('hex')}"`;

/**
 * The checksum header of the request, if it has one. Throws BadDigest when the body has another, and InvalidDigest for
 * one that can be of no body. Those in the query of a presigned request count for nothing, as on S3.
 */
export function checkedChecksum(
  headers: Readonly<Record<string, string>>,
  body: Buffer,
): Readonly<Record<string, string>> {
  const md5 = headers['content-md5'];
  if (md5 !== undefined && md5 !== createHash('md5').update(body).digest('base64'))
    throw new AwsError('BadDigest', 'The Content-MD5 you specified did not match what we received.');
  const given = CHECKSUM_HEADERS.filter((name) => headers[name] !== undefined);
  if (given.length > 1)
    throw new AwsError(
      'InvalidRequest',
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  const [name = ''] = given;
  const wanted = headers[name];
  if (wanted === undefined) return {};
  const found = ALGORITHMS[name]?.(body) ?? '';
  const algorithm = name.replace('x-amz-checksum-', '').toUpperCase();
  if (Buffer.from(wanted, 'base64').length !== Buffer.from(found, 'base64').length)
    throw new AwsError('InvalidRequest', `Value for ${name} header is invalid.`);
  if (wanted !== found)
    throw new AwsError('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`);
  return { [name]: found };
}
