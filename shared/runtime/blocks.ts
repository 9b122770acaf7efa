/**
 * On topics whose contract says `block`, the later messages of a key wait for one that could not be handled: they
 * follow it to the dead letters until a redrive has brought all of them, in order, and then lets the key go.
 */
export interface Block {
  /** How often the message that failed had been redriven: what was redriven more often may pass. */
  readonly round: number;
  /** Offset of the latest record of this key that went to the dead letters. */
  readonly last: number;
}

interface Position {
  readonly offset: number;
  readonly redriven: number;
}

/** Whether this message must wait for an earlier one. */
export function waits(block: Block | undefined, { redriven }: Position): boolean {
  return block !== undefined && redriven <= block.round;
}

/** The block after this message could not be handled. */
export function blockedBy(block: Block | undefined, { offset, redriven }: Position): Block {
  return { round: Math.max(block?.round ?? 0, redriven), last: Math.max(block?.last ?? 0, offset) };
}

/** The block after this message was sent to wait. */
export function waitingAt(block: Block, { offset }: Position): Block {
  return { ...block, last: Math.max(block.last, offset) };
}

/**
 * Whether the mark at a redrive's end lets the key go: nothing has failed again in its round, and nothing waits that it
 * has not brought.
 */
export function released(
  block: Block,
  mark: { readonly redriven: number; readonly through: number },
): boolean {
  return mark.redriven > block.round && mark.through >= block.last;
}
