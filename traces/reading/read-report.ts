/** Problems kept with their line; further ones are only counted. */
export const MAX_PROBLEMS = 100;

/** What a reader met in a file, so that its totals can be checked. */
export interface ReadReport {
  /** Rows met: lines that are not blank, refused ones included. */
  readonly rowsRead: number;
  /** Of those, rows that could not be used. */
  readonly rowsRefused: number;
  /** Of those, rows used after a repair, by rule. */
  readonly repairs: ReadonlyMap<string, number>;
  /** The first {@link MAX_PROBLEMS} refusals. */
  readonly problems: readonly RowProblem[];
}

export interface RowProblem {
  /** Counted from 1, blank lines included. */
  readonly line: number;
  /** What was found and what was wanted. */
  readonly reason: string;
}

/** Collects a {@link ReadReport} while a reader runs. */
export class ReportBuilder {
  private rowsRead = 0;
  private rowsRefused = 0;
  private readonly repairs = new Map<string, number>();
  private readonly problems: RowProblem[] = [];

  row(): void {
    this.rowsRead++;
  }

  refuse(line: number, reason: string): void {
    this.rowsRefused++;
    if (this.problems.length < MAX_PROBLEMS) this.problems.push({ line, reason });
  }

  repair(rule: string, rows: number = 1): void {
    if (rows > 0) this.repairs.set(rule, (this.repairs.get(rule) ?? 0) + rows);
  }

  report(): ReadReport {
    return {
      rowsRead: this.rowsRead,
      rowsRefused: this.rowsRefused,
      repairs: new Map(this.repairs),
      problems: [...this.problems],
    };
  }
}
