import { parquetWriteBuffer } from 'hyparquet-writer';

import type { TableData } from './table-data.ts';

/** Largest number that fits in 32 bits. */
const INT32_MAX = 2 ** 31 - 1;

/**
 * A table as a Parquet file: columns of texts, of whole numbers of 32 bits where all are, or of
 * floating point. What is not known is null.
 */
export function parquet({ heading, rows }: TableData): ArrayBuffer {
  const columnData = heading.map((name, column) => {
    const data = rows.map((row) => {
      const value = row[column] ?? null;
      return typeof value === 'number' && Number.isNaN(value) ? null : value;
    });
    const type = typeOf(data);
    const texts = data.map((value) => (value === null ? null : String(value)));
    return { name, data: type === 'STRING' ? texts : data, type, nullable: true };
  });
  return parquetWriteBuffer({ columnData });
}

function typeOf(values: readonly (string | number | null)[]): 'STRING' | 'INT32' | 'DOUBLE' {
  const known = values.filter((value) => value !== null);
  if (known.length === 0 || known.some((value) => typeof value === 'string')) return 'STRING';
  const isInt32 = (value: string | number): boolean =>
    Number.isInteger(value) && Math.abs(Number(value)) <= INT32_MAX;
  return known.every(isInt32) ? 'INT32' : 'DOUBLE';
}
