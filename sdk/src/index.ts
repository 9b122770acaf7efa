export { ApiError, type ClientErrorCode, type FieldError } from './api-error.ts';
export { type Client, createClient } from './client.ts';
export type * from './generated/api.ts';
export { Live, type LiveOptions, type LiveState, type Position, type Push } from './live.ts';
export type { CallOptions, ChangeOptions, ClientOptions, WebSocketConstructor } from './options.ts';
export type { Pages } from './pages.ts';
export { verifyWebhook, WebhookError, type WebhookHeaders } from './webhooks.ts';
