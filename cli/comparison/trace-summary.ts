/** What came of reading one trace file. */
export interface TraceSummary {
  /** The file's name without its folders. */
  readonly file: string;
  readonly format: string;
  readonly jobs: number;
  readonly rowsRead: number;
  readonly rowsRefused: number;
  /** The first of the refused rows. */
  readonly problems: readonly { readonly line: number | null; readonly reason: string }[];
}
