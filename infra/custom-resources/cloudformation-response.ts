/** What CloudFormation sends to a custom resource's function. */
export interface CustomResourceEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  /** Absent when it is created. */
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: Readonly<Record<string, unknown>>;
}

export interface Provided {
  /** Another one than before makes CloudFormation delete the former resource. */
  readonly physicalId: string;
  /** What `Fn::GetAtt` gives. */
  readonly data: Readonly<Record<string, string>>;
}

/**
 * Answers CloudFormation with what `provide` made, or with why it failed: without an answer the stack would wait for
 * an hour. Throws only when the answer itself cannot be delivered.
 */
export async function respond(event: CustomResourceEvent, provide: () => Promise<Provided>): Promise<void> {
  const outcome = await provide().then(
    ({ physicalId, data }) => ({ Status: 'SUCCESS', PhysicalResourceId: physicalId, Data: data }),
    (error: unknown) => ({
      Status: 'FAILED',
      PhysicalResourceId: event.PhysicalResourceId ?? event.LogicalResourceId,
      Reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    }),
  );
  const body = JSON.stringify({
    ...outcome,
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
  });
  // The address is presigned without a content type, so none may be sent.
  const answer = await fetch(event.ResponseURL, { method: 'PUT', body, headers: { 'content-type': '' } });
  if (!answer.ok) {
    throw new Error(
      `CloudFormation refused the answer for ${event.LogicalResourceId} with ${answer.status}: ${await answer.text()}`,
    );
  }
}
