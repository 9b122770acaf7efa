import { describe, expect, it } from 'vitest';
import { SqlSyntaxError } from '../../../../../local/cloud/iot/sql/lexer.ts';
import { parseSecretTemplate, parseTemplate } from '../../../../../local/cloud/iot/sql/template.ts';
import { aMessage } from './a-message.ts';

const render = (text: string): string => parseTemplate(text).render(aMessage({ vin: 'V1', deep: { n: 3 } }));

describe('a substitution template', () => {
  it.each([
    ['plain', 'plain'],
    ['${topic(2)}', 'VIN1'],
    ['a-${vin}-${deep.n + 1}-b', 'a-V1-4-b'],
    ['${deep}', '{"n":3}'],
    ["${get({'}': '${'}, '}')}", '${'],
  ])('%s becomes %s', (text, expected) => {
    expect(render(text)).toBe(expected);
  });

  it('[4] fails when a substitution is undefined, such as a name that only AS gave', () => {
    expect(() => render('x/${alias}')).toThrow('Undefined result');
  });

  it.each(['${vin', '${}', '${vin vin}', '${nonsense()}'])('refuses %s', (text) => {
    expect(() => parseTemplate(text)).toThrow(SqlSyntaxError);
  });

  it('says whether it depends on the message', () => {
    expect(parseTemplate('cars.events').constant).toBe(true);
    expect(parseTemplate('${topic(1)}').constant).toBe(false);
  });
});

describe('a client property', () => {
  it('is plain text or one secret', () => {
    expect(parseSecretTemplate('SASL_SSL')).toBe('SASL_SSL');
    expect(
      parseSecretTemplate("${get_secret('AmazonMSK_x', 'SecretString', 'username', 'arn:role')}"),
    ).toEqual({
      secretId: 'AmazonMSK_x',
      type: 'SecretString',
      key: 'username',
      roleArn: 'arn:role',
    });
    expect(parseSecretTemplate("${get_secret('x', 'SecretBinary', 'arn:role')}")).toMatchObject({
      key: undefined,
      roleArn: 'arn:role',
    });
  });

  it.each([
    '${topic(1)}',
    "user-${get_secret('x', 'SecretString', 'k', 'r')}",
    "${get_secret('x', 'SecretString', 'k', 'r')}!",
    "${get_secret('x', 'SecretString', topic(1), 'r')}",
    "${get_secret('x', 'Secret', 'k', 'r')}",
    "${get_secret('x')}",
  ])('refuses %s', (text) => {
    expect(() => parseSecretTemplate(text)).toThrow(SqlSyntaxError);
  });
});
