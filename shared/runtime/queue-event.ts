/** The parts of an SQS event that are used, and the partial response to it. */
export interface QueueEvent {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[];
}

export interface QueueResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** Handles the messages one after the other. Those that failed are retried. */
export async function eachMessage(
  { Records }: QueueEvent,
  handle: (body: string) => Promise<void>,
  failed: (messageId: string, error: unknown) => void,
): Promise<QueueResponse> {
  const failures: { itemIdentifier: string }[] = [];
  for (const { messageId, body } of Records) {
    try {
      await handle(body);
    } catch (error) {
      failed(messageId, error);
      failures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures: failures };
}
