/** The event that CloudFormation sends to a custom resource's function. */
export interface CustomResourceEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  /** Absent when the resource is created. */
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: Readonly<Record<string, unknown>>;
}

export interface Provided {
  /** When it differs from the former one, CloudFormation deletes the former resource. */
  readonly physicalId: string;
  /** The values for `Fn::GetAtt`. */
  readonly data: Readonly<Record<string, string>>;
}

/**
 * Answers CloudFormation with the result of `provide`, or with the reason of its failure. Without an answer the stack
 * would wait for an hour. Throws only when the answer itself cannot be delivered.
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
  // The URL is presigned without a content type, so none may be sent.
  const answer = await fetch(event.ResponseURL, { method: 'PUT', body, headers: { 'content-type': '' } });
  if (!answer.ok) {
    throw new Error(
      `CloudFormation refused the answer for ${event.LogicalResourceId} with ${answer.status}: ${await answer.text()}`,
    );
  }
}
