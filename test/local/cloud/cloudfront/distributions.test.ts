import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localPolicy } from '../../../../local/cloud/cloudfront/local-policy.ts';
import type { RunningCloud } from '../../../../local/cloud/create-cloud.ts';
import { HttpServer } from '../../../../local/cloud/http-server.ts';
import { clientSettings, deployResources, openCloud, refOf } from '../local-cloud.ts';

let cloud: RunningCloud;
let base = '';
let site = '';

const POLICY = "default-src 'none'; connect-src 'self' https://*.execute-api.eu-west-1.amazonaws.com";

const resources = (statement: object): object => ({
  Files: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'files' } },
  Access: {
    Type: 'AWS::S3::BucketPolicy',
    Properties: { Bucket: { Ref: 'Files' }, PolicyDocument: { Statement: [statement] } },
  },
  Headers: {
    Type: 'AWS::CloudFront::ResponseHeadersPolicy',
    Properties: {
      ResponseHeadersPolicyConfig: {
        Name: 'headers',
        SecurityHeadersConfig: {
          ContentSecurityPolicy: { ContentSecurityPolicy: POLICY, Override: true },
          ContentTypeOptions: { Override: true },
        },
      },
    },
  },
  Site: {
    Type: 'AWS::CloudFront::Distribution',
    Properties: {
      DistributionConfig: {
        Enabled: true,
        DefaultRootObject: 'index.html',
        CustomErrorResponses: [{ ErrorCode: 403, ResponseCode: 404, ResponsePagePath: '/missing.html' }],
        DefaultCacheBehavior: { TargetOriginId: 'one', ResponseHeadersPolicyId: { Ref: 'Headers' } },
        Origins: [{ Id: 'one', DomainName: { 'Fn::GetAtt': ['Files', 'RegionalDomainName'] } }],
      },
    },
  },
});

const allowed = {
  Effect: 'Allow',
  Principal: { Service: 'cloudfront.amazonaws.com' },
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::files/*',
  Condition: {
    StringEquals: {
      'AWS:SourceArn': {
        'Fn::Join': ['', ['arn:aws:cloudfront::111111111111:distribution/', { Ref: 'Site' }]],
      },
    },
  },
};

async function opened(statement: object): Promise<RunningCloud> {
  const made = await openCloud();
  await made.part(HttpServer).listen(() => ({ ready: true, parts: [] }));
  const deployed = await deployResources(made, resources(statement));
  site = refOf(deployed, 'Site');
  await made.part(HttpServer).listenForOthers();
  const s3 = new S3Client({ ...clientSettings(made), forcePathStyle: true });
  const put = (Key: string, Body: string, ContentType: string) =>
    s3.send(new PutObjectCommand({ Bucket: 'files', Key, Body, ContentType, CacheControl: 'no-cache' }));
  await put('index.html', '<p>start</p>', 'text/html; charset=utf-8');
  await put('app/', '<p>app</p>', 'text/html; charset=utf-8');
  await put('missing.html', '<p>missing</p>', 'text/html; charset=utf-8');
  await put(
    'config.json',
    `{"site":"https://d${site.slice(1).toLowerCase()}.cloudfront.net"}`,
    'application/json',
  );
  s3.destroy();
  base = `http://127.0.0.1:${made.part(HttpServer).port}`;
  return made;
}

describe('a distribution', () => {
  beforeAll(async () => {
    cloud = await opened(allowed);
  });
  afterAll(() => cloud.stop());

  it('serves the bucket’s objects at the local port, with the headers of its policy', async () => {
    const answer = await fetch(`${base}/app/?code=1`);
    expect([answer.status, await answer.text()]).toEqual([200, '<p>app</p>']);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; connect-src 'self' http://127.0.0.1:*",
    });
    expect(await (await fetch(`${base}/`)).text()).toBe('<p>start</p>');
  });

  it('answers a known version with 304, HEAD without a body, and leaves other methods to the API', async () => {
    const { headers } = await fetch(`${base}/`);
    const again = await fetch(`${base}/`, { headers: { 'if-none-match': headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
    const head = await fetch(`${base}/`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect((await fetch(`${base}/`, { method: 'POST' })).status).toBe(404);
  });

  it('tells apps the addresses of this computer, in JSON', async () => {
    expect(await (await fetch(`${base}/config.json`)).json()).toEqual({ site: base });
  });

  it('leads from localhost to the one origin that the apps know', async () => {
    const answer = await fetch(`${base.replace('127.0.0.1', 'localhost')}/app/`, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([302, `${base}/app/`]);
  });
});

it('reads only what the bucket’s policy lets the distribution read', async () => {
  const strange = await opened({
    ...allowed,
    Condition: { StringEquals: { 'AWS:SourceArn': 'arn:aws:cloudfront::1:distribution/OTHER' } },
  });
  try {
    expect((await fetch(`${base}/`)).status).toBe(500);
    expect(strange.journal.errors()[0]?.text).toContain(
      'does not let cloudfront.amazonaws.com do s3:GetObject',
    );
  } finally {
    await strange.stop();
  }
});

it('a policy names this computer where it named AWS, and is the same otherwise', () => {
  expect(
    localPolicy(
      "script-src 'self'; connect-src wss://*.execute-api.eu-west-1.amazonaws.com https://x.auth.eu-west-1.amazoncognito.com https://maps.example",
      'eu-west-1',
    ),
  ).toBe("script-src 'self'; connect-src ws://127.0.0.1:* http://127.0.0.1:* https://maps.example");
});
