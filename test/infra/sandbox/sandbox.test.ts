import '../../../shared/contracts/compile.ts';
import { describe, expect, it } from 'vitest';
import { handler as licence } from '../../../infra/sandbox/licence.handler.ts';
import { LicenceFinding } from '../../../shared/contracts/riders/providers.ts';
import { violations } from '../../../shared/contracts/validate.ts';

const inquiry = (number: string, attempt = 1) => ({
  check: 'lic_1',
  attempt,
  name: 'Ana Font',
  birthDate: '1990-05-17',
  licence: { number, classes: ['B'], country: 'AD', validUntil: '2031-06-30' },
});

describe('the sandbox’s provider of licence checks', () => {
  it.each([
    ['78402913-B', { result: 'VERIFIED', classes: ['B'], validUntil: '2031-06-30' }],
    ['GONE-1', { result: 'REJECTED', reason: 'NOT_FOUND' }],
    ['NAME-1', { result: 'REJECTED', reason: 'NAME_MISMATCH' }],
    ['BIRTH-1', { result: 'REJECTED', reason: 'BIRTH_DATE_MISMATCH' }],
    ['TAKEN-1', { result: 'REJECTED', reason: 'WITHDRAWN' }],
    ['OVER-1', { result: 'REJECTED', reason: 'OUT_OF_DATE' }],
    ['FAKE-1', { result: 'REJECTED', reason: 'NOT_GENUINE' }],
    ['SLOW-1', { result: 'PENDING' }],
  ])('decides %s by its form', async (number, finding) => {
    expect(await licence(inquiry(number))).toEqual(finding);
    expect(violations('finding', LicenceFinding, finding)).toEqual([]);
  });

  it('has a result for slow ones at the second attempt, and fails where it should', async () => {
    expect(await licence(inquiry('SLOW-1', 2))).toMatchObject({ result: 'VERIFIED' });
    await expect(licence(inquiry('FAIL-1'))).rejects.toThrow('fails');
  });

  it('accepts only inquiries, and repeats no names', async () => {
    const wrong = { ...inquiry('78402913-B'), birthDate: 17 };
    await expect(licence(wrong)).rejects.toThrow('/birthDate must be string');
    await expect(licence(wrong)).rejects.not.toThrow('Font');
  });
});
