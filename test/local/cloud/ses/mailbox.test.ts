import { SESv2Client, SendEmailCommand, type SendEmailCommandInput } from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningCloud } from '../../../../local/cloud/create-cloud.ts';
import { Mailbox } from '../../../../local/cloud/ses/mailbox.ts';
import { clientSettings, deployResources, openCloud, role } from '../local-cloud.ts';

const allowed = (resource: string) =>
  role({
    Effect: 'Allow',
    Action: 'ses:SendEmail',
    Resource: `arn:aws:ses:eu-west-1:111111111111:identity/${resource}`,
  });
const resources = {
  Domain: { Type: 'AWS::SES::EmailIdentity', Properties: { EmailIdentity: 'mail.example' } },
  Sender: allowed('mail.example'),
  Stranger: allowed('other.example'),
};
const MAIL: SendEmailCommandInput = {
  FromEmailAddress: 'us@mail.example',
  Destination: { ToAddresses: ['ana@example.org'] },
  Content: { Simple: { Subject: { Data: 'Grüße' }, Body: { Text: { Data: 'Hello\nAna' } } } },
  EmailTags: [{ Name: 'check', Value: 'mail_1' }],
};

let cloud: RunningCloud;
beforeAll(async () => {
  cloud = await openCloud();
  await deployResources(cloud, resources);
});
afterAll(() => cloud.stop());

const send = async (who: string, more: Partial<SendEmailCommandInput> = {}) =>
  await new SESv2Client(clientSettings(cloud, who)).send(new SendEmailCommand({ ...MAIL, ...more }));

describe('a mail', () => {
  it('is kept, and goes no further', async () => {
    const { MessageId } = await send('Sender');
    expect(cloud.part(Mailbox).sent).toMatchObject([
      {
        id: MessageId,
        from: 'us@mail.example',
        to: ['ana@example.org'],
        subject: 'Grüße',
        text: 'Hello\nAna',
        tags: { check: 'mail_1' },
      },
    ]);
  });

  it('is refused to a role that may not send from the domain', async () => {
    await expect(send('Stranger')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('is refused from a domain that no template has', async () => {
    await expect(send('Stranger', { FromEmailAddress: 'us@other.example' })).rejects.toMatchObject({
      name: 'MessageRejected',
    });
  });

  it('is refused to nobody, and in a form that is not played', async () => {
    const nobody = { Destination: { ToAddresses: ['nobody'] } };
    await expect(send('Sender', nobody)).rejects.toMatchObject({ name: 'BadRequestException' });
    const raw = { Content: { Raw: { Data: Buffer.from('x') } } };
    await expect(send('Sender', raw)).rejects.toMatchObject({ name: 'BadRequestException' });
  });
});
