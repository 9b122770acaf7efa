/** Takes what must be sent to connections, a stream's requests in order. */
export const pushesPort = 'pushes';

/** Under which the checks are compiled of what clients say, and of the port's requests. */
export const PING_CHECK = 'socket.ping';
export const SINCE_CHECK = 'socket.since';
export const WATCH_CHECK = 'socket.watch';
export const PUSH_REQUEST_CHECK = 'push-request';
