/** Steps from a document to a part of it: `['faults', 0, 'rack']`. */
export type DocumentPath = readonly (string | number)[];

/** Why a scenario cannot be run, and which part of its document says so. */
export interface ScenarioProblem {
  readonly path: DocumentPath;
  /** What was found and what was wanted, in one line. */
  readonly message: string;
}

/** Gathers what is wrong with a document while it is read. */
export class ScenarioProblems {
  readonly list: ScenarioProblem[] = [];

  refuse(path: DocumentPath, message: string): void {
    this.list.push({ path, message });
  }

  /**
   * What a reader made of a text.
   * @param otherwise stands in for what could not be read, so that the rest is still looked at
   */
  value<Value>(path: DocumentPath, read: Value | string, otherwise: Value): Value {
    if (typeof read !== 'string') return read;
    this.refuse(path, read);
    return otherwise;
  }
}
