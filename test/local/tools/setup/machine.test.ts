import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freeDisk, requireDisk, unsupported } from '../../../../local/tools/setup/machine.mjs';

describe('unsupported', () => {
  it.each([
    ['linux', 'x64'],
    ['darwin', 'arm64'],
    ['darwin', 'x64'],
  ])('accepts %s on %s', (platform, architecture) => {
    expect(unsupported({}, { platform, architecture })).toBeUndefined();
  });

  it.each([
    ['linux', 'arm64', 'no native library'],
    ['win32', 'x64', 'WSL 2'],
    ['freebsd', 'x64', 'not supported'],
  ])('refuses %s on %s and names what is supported', (platform, architecture, why) => {
    expect(unsupported({}, { platform, architecture })).toMatch(
      new RegExp(`${why}.*Supported: Linux on amd64`),
    );
  });

  it('accepts Linux on arm64 when DynamoDB Local runs elsewhere', () => {
    const elsewhere = { DYNAMODB_ENDPOINT: 'http://10.0.0.1:8000' };
    expect(unsupported(elsewhere, { platform: 'linux', architecture: 'arm64' })).toBeUndefined();
  });
});

describe('disk', () => {
  it('is that of the nearest folder that exists', () => {
    expect(freeDisk(join(tmpdir(), 'not', 'there'))).toBeGreaterThan(0);
  });

  it('when too little is free, says how much is needed and where', () => {
    expect(() => requireDisk(tmpdir(), 1e18)).toThrow(
      expect.objectContaining({ code: 'DISK_FULL', message: expect.stringContaining(tmpdir()) }),
    );
  });
});
