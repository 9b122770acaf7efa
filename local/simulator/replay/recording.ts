import { type FileHandle, open } from 'node:fs/promises';
import type { Sample } from '../../../shared/contracts/car/car.ts';
import { FleetError } from '../fleet-error.ts';
import { type RecordedCar, recordedCar, recordedSample, recordingColumns } from './recording-sample.ts';

/** A row of a recording, or why it cannot be used. Lines count from 1, the header's. */
export type Row =
  | { readonly line: number; readonly car: RecordedCar; readonly sample: Sample }
  | { readonly line: number; readonly reason: string };

/**
 * Reads a recording row by row: comma-separated values with a header, one reading of one car in a row. Throws
 * FILE_UNREADABLE, and RECORDING_HEADER when columns are missing or unknown.
 */
export async function* readRecording(file: string): AsyncGenerator<Row> {
  await using handle = await openFile(file);
  let columns: Map<string, number> | undefined;
  let line = 0;
  for await (const text of handle.readLines({ encoding: 'utf8' })) {
    line += 1;
    if (columns === undefined) columns = readHeader(text, file);
    else if (text.trim() !== '') yield readRow(text, line, columns);
  }
  if (columns === undefined) readHeader('', file);
}

async function openFile(file: string): Promise<FileHandle> {
  try {
    return await open(file);
  } catch (cause) {
    throw new FleetError(
      'FILE_UNREADABLE',
      `cannot read the recording ${file}; check the path and permissions`,
      {
        cause,
      },
    );
  }
}

function readHeader(text: string, file: string): Map<string, number> {
  const names = cellsOf(text.replace(/^\uFEFF/, ''));
  const missing = recordingColumns.filter((column) => !names.includes(column));
  const unknown = names.filter((name) => !recordingColumns.includes(name));
  if (missing.length > 0 || unknown.length > 0 || new Set(names).size < names.length) {
    throw new FleetError(
      'RECORDING_HEADER',
      `the first line of ${file} does not name the columns of a recording${list('; missing', missing)}${list('; unknown', unknown)}. Each of these once: ${recordingColumns.join(',')}`,
    );
  }
  return new Map(names.map((name, place) => [name, place]));
}

function readRow(text: string, line: number, columns: ReadonlyMap<string, number>): Row {
  const cells = cellsOf(text);
  if (cells.length !== columns.size) {
    return { line, reason: `${cells.length} cells instead of ${columns.size}` };
  }
  const cell = (column: string): string => cells[columns.get(column) ?? -1] ?? '';
  const car = recordedCar(cell);
  if ('reason' in car) return { line, reason: car.reason };
  const sample = recordedSample(cell);
  return 'reason' in sample ? { line, reason: sample.reason } : { line, car, sample };
}

const cellsOf = (text: string): string[] => text.split(',').map((cell) => cell.trim());
const list = (what: string, names: readonly string[]): string =>
  names.length === 0 ? '' : `${what}: ${names.join(', ')}`;
