import { PropertyReader } from '../../core/property-reader.ts';
import type { Provider } from '../../core/provider.ts';
import { Iot } from '../iot.ts';
import { parseThingPolicy } from '../registry/thing-policy.ts';
import { requireRole } from '../rules/role.ts';
import { refusing } from './refusing.ts';

const tags = { noEffect: 'nobody is billed for local resources' } as const;

export const policy: Provider = {
  type: 'AWS::IoT::Policy',
  properties: { PolicyName: 'emulated', PolicyDocument: 'emulated', Tags: tags },
  create: refusing((resource) => {
    const iot = resource.cloud.part(Iot);
    const properties = new PropertyReader(resource);
    const name = properties.optionalText('PolicyName') ?? resource.generatedName;
    const statements = parseThingPolicy(properties.raw('PolicyDocument'));
    iot.registry.addPolicy(name, statements);
    resource.cloud.usedPermissions.include(`thing policy ${name}`, () => statements);
    return { ref: name, attributes: { Arn: iot.arns.policy(name), Id: name } };
  }),
};

export const thingType: Provider = {
  type: 'AWS::IoT::ThingType',
  properties: {
    ThingTypeName: 'emulated',
    ThingTypeProperties: { noEffect: 'they describe the type and say which attributes can be searched' },
    DeprecateThingType: { noEffect: 'a deprecated type still works for the things that have it' },
    Tags: tags,
  },
  create: refusing((resource) => {
    const iot = resource.cloud.part(Iot);
    const name = new PropertyReader(resource).optionalText('ThingTypeName') ?? resource.generatedName;
    iot.registry.addThingType(name);
    return { ref: name, attributes: { Arn: iot.arns.thingType(name), Id: name } };
  }),
};

const ownLog = { noEffect: 'the journal logs what goes wrong, whatever the level' } as const;

export const logging: Provider = {
  type: 'AWS::IoT::Logging',
  properties: {
    AccountId: { noEffect: 'there is one account' },
    DefaultLogLevel: ownLog,
    RoleArn: 'emulated',
  },
  create: refusing((resource) => {
    const { cloud } = resource;
    cloud.part(Iot).log.use(requireRole(cloud, new PropertyReader(resource).text('RoleArn')).identity);
    return { ref: cloud.account };
  }),
};

const noAudit = { noEffect: 'nothing is audited locally' } as const;

export const auditConfiguration: Provider = {
  type: 'AWS::IoT::AccountAuditConfiguration',
  properties: {
    AccountId: noAudit,
    AuditCheckConfigurations: noAudit,
    AuditNotificationTargetConfigurations: noAudit,
    RoleArn: noAudit,
  },
  create: ({ cloud }) => ({ ref: cloud.account }),
};
