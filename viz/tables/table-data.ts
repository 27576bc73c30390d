/** A table to be saved: what CSV and Parquet are written from. */
export interface TableData {
  readonly heading: readonly string[];
  /** Null and NaN for what is not known. */
  readonly rows: readonly (readonly (string | number | null)[])[];
}
