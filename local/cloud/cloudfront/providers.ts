import { emulated, inert, noEffect } from '../core/no-effect.ts';
import { physicalSuffix } from '../core/physical-id.ts';
import { PropertyReader } from '../core/property-reader.ts';
import type { Provider } from '../core/provider.ts';
import { Distributions } from './distributions.ts';

/** The providers of AWS::CloudFront: a distribution with one bucket as its origin, and headers for its answers. */

const CONFIG = 'DistributionConfig';
const BEHAVIOR = `${CONFIG}.DefaultCacheBehavior`;
const ORIGIN = `${CONFIG}.Origins[]`;
const ERROR = `${CONFIG}.CustomErrorResponses[]`;
const HEADERS = 'ResponseHeadersPolicyConfig';
const SECURITY = `${HEADERS}.SecurityHeadersConfig`;

const NOTHING_CACHED = 'nothing is cached here';
const PLAIN_HTTP = 'pages are served over HTTP here';

const distribution: Provider = {
  type: 'AWS::CloudFront::Distribution',
  properties: {
    ...emulated(
      `${CONFIG}.DefaultRootObject`,
      `${CONFIG}.Enabled`,
      `${ERROR}.ErrorCode`,
      `${ERROR}.ResponseCode`,
      `${ERROR}.ResponsePagePath`,
      `${BEHAVIOR}.ResponseHeadersPolicyId`,
      `${BEHAVIOR}.TargetOriginId`,
      `${ORIGIN}.DomainName`,
      `${ORIGIN}.Id`,
    ),
    ...noEffect('it says something to people only', `${CONFIG}.Comment`),
    ...noEffect(
      NOTHING_CACHED,
      `${BEHAVIOR}.CachePolicyId`,
      `${BEHAVIOR}.Compress`,
      `${ERROR}.ErrorCachingMinTTL`,
    ),
    ...noEffect(
      PLAIN_HTTP,
      `${BEHAVIOR}.ViewerProtocolPolicy`,
      `${CONFIG}.HttpVersion`,
      `${CONFIG}.IPV6Enabled`,
    ),
    ...noEffect('there are no edges here', `${CONFIG}.PriceClass`),
    ...noEffect(
      'the policy of the bucket is checked for the distribution itself',
      `${ORIGIN}.OriginAccessControlId`,
      `${ORIGIN}.S3OriginConfig.OriginAccessIdentity`,
    ),
  },
  create: (resource) => {
    const { cloud } = resource;
    const config = new PropertyReader(resource).child(CONFIG);
    if (!config.flag('Enabled')) config.refuse('the local cloud serves only distributions that are enabled');
    const behavior = config.child('DefaultCacheBehavior');
    const target = behavior.text('TargetOriginId');
    const origins = config
      .children('Origins')
      .map((one) => ({ id: one.text('Id'), host: one.text('DomainName') }));
    const origin = origins.find(({ id }) => id === target) ?? config.refuse(`there is no origin ${target}`);
    if (!origin.host.includes('.s3.')) config.refuse(`the local cloud serves buckets, not ${origin.host}`);
    const policyId = behavior.optionalText('ResponseHeadersPolicyId');
    const headers = policyId === undefined ? {} : cloud.part(Distributions).headersOf(policyId);
    const distributionId = `E${physicalSuffix(resource, 13).toUpperCase()}`;
    const host = `d${physicalSuffix(resource, 13)}.cloudfront.net`;
    cloud.part(Distributions).add({
      distributionId,
      arn: `arn:aws:cloudfront::${cloud.account}:distribution/${distributionId}`,
      url: `https://${host}`,
      originHost: origin.host,
      rootObject: config.optionalText('DefaultRootObject'),
      errorPages: config.children('CustomErrorResponses').map((page) => ({
        errorCode: page.number('ErrorCode'),
        responseCode: page.number('ResponseCode'),
        path: page.text('ResponsePagePath'),
      })),
      headers: headers ?? config.refuse(`there is no response headers policy ${policyId}`),
    });
    return { ref: distributionId, attributes: { Id: distributionId, DomainName: host } };
  },
};

const responseHeadersPolicy: Provider = {
  type: 'AWS::CloudFront::ResponseHeadersPolicy',
  properties: {
    ...emulated(
      `${SECURITY}.ContentSecurityPolicy.ContentSecurityPolicy`,
      `${SECURITY}.FrameOptions.FrameOption`,
      `${SECURITY}.ReferrerPolicy.ReferrerPolicy`,
    ),
    ...noEffect('it names the policy for people', `${HEADERS}.Comment`, `${HEADERS}.Name`),
    ...noEffect(
      'a bucket here sends none of these headers itself',
      `${SECURITY}.ContentSecurityPolicy.Override`,
      `${SECURITY}.ContentTypeOptions.Override`,
      `${SECURITY}.FrameOptions.Override`,
      `${SECURITY}.ReferrerPolicy.Override`,
    ),
    ...noEffect(PLAIN_HTTP, `${SECURITY}.StrictTransportSecurity`),
  },
  create: (resource) => {
    const security = new PropertyReader(resource).child(HEADERS).child('SecurityHeadersConfig');
    const optional = (name: string, setting: string): string | undefined =>
      security.has(name) ? security.child(name).optionalText(setting) : undefined;
    const headers = {
      'content-security-policy': optional('ContentSecurityPolicy', 'ContentSecurityPolicy'),
      'x-content-type-options': security.has('ContentTypeOptions') ? 'nosniff' : undefined,
      'x-frame-options': optional('FrameOptions', 'FrameOption'),
      'referrer-policy': optional('ReferrerPolicy', 'ReferrerPolicy'),
    };
    const id = physicalSuffix(resource, 36);
    resource.cloud
      .part(Distributions)
      .addHeaders(
        id,
        Object.fromEntries(
          Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
        ),
      );
    return { ref: id, attributes: { Id: id } };
  },
};

const ACCESS = 'OriginAccessControlConfig';

const originAccessControl = inert(
  'AWS::CloudFront::OriginAccessControl',
  'the policy of the bucket is checked for the distribution itself',
  ['Name', 'Description', 'OriginAccessControlOriginType', 'SigningBehavior', 'SigningProtocol'].map(
    (name) => `${ACCESS}.${name}`,
  ),
  (resource) => {
    const id = `E${physicalSuffix(resource, 13).toUpperCase()}`;
    return { ref: id, attributes: { Id: id } };
  },
);

export const cloudFrontProviders: readonly Provider[] = [
  responseHeadersPolicy,
  originAccessControl,
  distribution,
];
