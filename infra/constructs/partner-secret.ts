import { RemovalPolicy } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { keepLogicalId } from './stable-id.ts';

const LENGTH = 64;

/**
 * The root of what the partners room keeps secret. With another one no webhook secret can be opened, and every partner
 * would have other ids for riders: it is never changed.
 */
export class PartnerSecret extends Construct {
  readonly secret: Secret;

  constructor(scope: Construct, id: string, { keep }: { readonly keep: boolean }) {
    super(scope, id);
    this.secret = new Secret(this, 'Root', {
      secretName: 'roadstream/partners/root',
      description: 'Seals webhook secrets, and makes the ids that partners have for riders',
      generateSecretString: { excludePunctuation: true, passwordLength: LENGTH },
      removalPolicy: keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    keepLogicalId(this.secret, 'PartnersRoot');
  }
}
