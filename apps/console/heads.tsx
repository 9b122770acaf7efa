import { type TextName, text } from './texts.ts';

/** The heads of a table's columns, left to right. Those of amounts stand on the right, as the amounts do. */
export function Heads({
  of: columns,
  amounts = [],
}: {
  readonly of: readonly TextName[];
  readonly amounts?: readonly TextName[];
}) {
  return (
    <thead>
      <tr>
        {columns.map((column) => (
          <th key={column} scope="col" class={amounts.includes(column) ? 'amount' : undefined}>
            {text(column)}
          </th>
        ))}
      </tr>
    </thead>
  );
}
