import { csv } from '../tables/csv.ts';
import type { TableData } from '../tables/table-data.ts';
import { saveFile } from './save-file.ts';

/** What a table is saved as. */
export type TableForm = 'csv' | 'parquet';

/** Gives the reader a table to keep; the writer of Parquet is loaded when it is wanted. */
export async function saveTableAs(name: string, table: TableData, form: TableForm): Promise<void> {
  if (form === 'csv') {
    return saveFile(`${name}.csv`, csv(table.heading, table.rows), 'text/csv');
  }
  const { parquet } = await import('../tables/parquet.ts');
  saveFile(`${name}.parquet`, parquet(table), 'application/vnd.apache.parquet');
}
