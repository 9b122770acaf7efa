export interface Said {
  readonly tone: 'good' | 'bad' | 'warn';
  readonly text: string;
}

/** What became of what an operator did. */
export function SaidOf({ said }: { readonly said: Said | undefined }) {
  if (said === undefined) return null;
  return (
    <span role="status" class={said.tone}>
      {said.text}
    </span>
  );
}
