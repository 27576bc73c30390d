/** What came of reading one trace file. */
export interface TraceSummary {
  /** The file's name without its folders. */
  readonly file: string;
  readonly format: string;
  readonly jobs: number;
  readonly rowsRead: number;
  readonly rowsRefused: number;
  /** The packed file ended early; what came before was used. */
  readonly truncated: boolean;
  /** The first of the refused rows. */
  readonly problems: readonly { readonly line: number; readonly reason: string }[];
}
