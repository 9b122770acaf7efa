import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { siteObjects } from '../../../infra/site/site-objects.ts';
import type { StageName } from '../../../infra/stages.ts';
import { synthesized } from '../synthesized.ts';

describe.each<StageName>(['development', 'production'])('the site in %s', (stage) => {
  const { only, ofType } = synthesized(stage);

  it('has a private bucket that only its distribution reads', () => {
    expect(only('AWS::S3::Bucket', 'SiteBucket').properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    const policy = ofType('AWS::S3::BucketPolicy').find(({ stack }) => stack === 'site');
    const { Statement = [] } = (policy?.properties['PolicyDocument'] ?? {}) as {
      Statement?: readonly { Effect: string; Principal: unknown; Condition: unknown }[];
    };
    expect(Statement.filter(({ Effect }) => Effect === 'Allow')).toEqual([
      expect.objectContaining({
        Action: 's3:GetObject',
        Principal: { Service: 'cloudfront.amazonaws.com' },
        Condition: {
          StringEquals: { 'AWS:SourceArn': expect.stringContaining(':distribution/<SiteDistribution') },
        },
      }),
    ]);
  });

  it('lets pages run only their own scripts and styles, and call only the platform', () => {
    const headers = only('AWS::CloudFront::ResponseHeadersPolicy').properties['ResponseHeadersPolicyConfig'];
    const { SecurityHeadersConfig } = headers as {
      SecurityHeadersConfig: { ContentSecurityPolicy: { ContentSecurityPolicy: string } };
    };
    const policy = SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy;
    expect(policy).not.toMatch(/unsafe|http:|\*;|\* /);
    for (const directive of [
      "default-src 'none'",
      "script-src 'self'",
      // No style in a page, except an empty one: what Redoc fills by the browser's own interface.
      `style-src 'self' 'sha256-${createHash('sha256').update('').digest('base64')}'`,
      "worker-src 'self'",
      "frame-ancestors 'none'",
    ])
      expect(policy.split('; ')).toContain(directive);
  });

  it('leads people to HTTPS, and shows a page for what is missing', () => {
    expect(only('AWS::CloudFront::Distribution').properties['DistributionConfig']).toMatchObject({
      DefaultCacheBehavior: { ViewerProtocolPolicy: 'redirect-to-https' },
      CustomErrorResponses: [{ ErrorCode: 403, ResponseCode: 404, ResponsePagePath: '/not-found.html' }],
    });
  });

  it('gives apps the addresses of APIs and sign-in, whose clients allow the pages of the site', () => {
    const config = JSON.parse(String(only('Custom::SiteFiles').properties['Config'])) as object;
    expect(config).toEqual({
      api: expect.stringContaining('api:'),
      socket: expect.stringMatching(/^wss:.+\/live$/),
      signIn: {
        url: expect.stringMatching(/^https:\/\/roadstream-.+\.amazoncognito\.com$/),
        clients: { rider: expect.stringContaining('rider'), operator: expect.stringContaining('operator') },
      },
    });
    const pages = ofType('AWS::Cognito::UserPoolClient').flatMap(
      ({ properties }) => (properties['CallbackURLs'] ?? []) as readonly string[],
    );
    expect(pages.filter((page) => /^https:\/\/<site:.+>\/(rider|console)\/$/.test(page))).toHaveLength(2);
  });
});

describe('the objects of the built files', () => {
  const file = Buffer.from('x');
  const of = (...paths: readonly string[]) => siteObjects(new Map(paths.map((path) => [path, file])));

  it('keep files with a hash for ever, and let browsers ask again for all others', () => {
    const [script, page, streets] = of('assets/index-BhqXaavd.js', 'index.html', 'map/roads.geojson');
    expect(script).toMatchObject({
      contentType: 'text/javascript; charset=utf-8',
      cacheControl: expect.stringContaining('immutable'),
      isPage: false,
    });
    expect(page).toMatchObject({ cacheControl: 'no-cache', isPage: true });
    expect(streets).toMatchObject({ contentType: 'application/geo+json', cacheControl: 'no-cache' });
  });

  it('have the page of a folder under the folder’s name, too', () => {
    expect(of('console/index.html', 'index.html').map(({ key }) => key)).toEqual([
      'console/index.html',
      'console/',
      'console',
      'index.html',
    ]);
  });

  it('are only of kinds that a browser can be told', () => {
    expect(() => of('console/notes.docx')).toThrow('notes.docx');
  });
});
