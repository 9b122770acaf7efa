import type { Push } from '../../shared/contracts/realtime/realtime.ts';
import type { Position } from '../../shared/contracts/telemetry/telemetry.ts';

/** What is sent to a connection, as text. */

/** API Gateway bills, and clients get, frames of at most 32 KB. */
const LARGEST_BYTES = 32 * 1024;

const frame = (content: object): string => JSON.stringify({ version: 1, ...content });

export const currentFrame = (sequence: number): string => frame({ type: 'current', sequence });
export const resetFrame = (sequence: number): string => frame({ type: 'reset', sequence });
export const pongFrame = (time: string): string => frame({ type: 'pong', time });
export const errorFrame = (detail: string): string => frame({ type: 'error', code: 'BAD_REQUEST', detail });

/** The pushes in as few frames as they fit into. One that is too large for a frame is alone in a larger one. */
export function pushFrames(pushes: readonly Push[]): string[] {
  return inFrames(pushes, (some) => frame({ type: 'pushes', pushes: some }));
}

/** The positions in as few frames as they fit into. */
export function positionFrames(positions: readonly Position[]): string[] {
  return inFrames(positions, (some) => frame({ type: 'positions', positions: some }));
}

function inFrames<Part>(parts: readonly Part[], framed: (some: readonly Part[]) => string): string[] {
  const frames: Part[][] = [];
  const empty = Buffer.byteLength(framed([]));
  let bytes = LARGEST_BYTES;
  for (const part of parts) {
    const size = Buffer.byteLength(JSON.stringify(part)) + 1;
    if (bytes + size > LARGEST_BYTES) {
      frames.push([]);
      bytes = empty;
    }
    frames.at(-1)?.push(part);
    bytes += size;
  }
  return frames.map(framed);
}
