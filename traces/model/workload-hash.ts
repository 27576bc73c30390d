import type { Workload } from './workload.ts';

/**
 * 16 hexadecimal digits of all that a workload says, its own name apart: the same jobs, stages,
 * demands and times have the same hash, in every engine. Names of optional columns are part of it:
 * a column of zeros is not a column left out.
 */
export function hashOfWorkload(workload: Workload): string {
  const { jobs, stages } = workload;
  const { recorded, parents } = stages;
  const hash = new WordHash();
  hash.text(workload.format);
  hash.texts('frameworks', workload.frameworks);
  hash.texts('demands', workload.demands.map(demandText));
  hash.texts('names', jobs.names);
  const columns: readonly (readonly [string, ArrayLike<number> | undefined])[] = [
    ['submitUs', jobs.submitUs],
    ['framework', jobs.framework],
    ['firstStage', jobs.firstStage],
    ['priority', jobs.priority],
    ['kind', stages.kind],
    ['tasks', stages.tasks],
    ['demand', stages.demand],
    ['taskUs', stages.taskUs],
    ['lastTaskUs', stages.lastTaskUs],
    ['exact', stages.exact],
    ['gang', stages.gang],
    ['recorded.firstTask', recorded?.firstTask],
    ['recorded.taskUs', recorded?.taskUs],
    ['parents.firstParent', parents?.firstParent],
    ['parents.parent', parents?.parent],
  ];
  for (const [name, column] of columns) if (column !== undefined) hash.numbers(name, column);
  hash.text(`${workload.durations.skewSigma} ${workload.durations.minTaskUs}`);
  return hash.hex;
}

/** Thousandths by name, in the order in which the demand has them. */
function demandText(demand: Workload['demands'][number]): string {
  return [...demand].map(([name, milli]) => `${name}:${milli}`).join(';');
}

/** Two rolling hashes of 32 bits, each stirred by the other. */
class WordHash {
  private high = 0x811c9dc5 | 0;
  private low = 0x9e3779b9 | 0;

  get hex(): string {
    return [this.high, this.low].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  }

  numbers(name: string, values: ArrayLike<number>): void {
    this.text(name);
    this.word(values.length);
    for (let i = 0; i < values.length; i++) this.number(values[i]);
  }

  texts(name: string, values: readonly string[]): void {
    this.text(name);
    this.word(values.length);
    for (const value of values) this.text(value);
  }

  text(text: string): void {
    this.word(text.length);
    for (let i = 0; i < text.length; i++) this.word(text.charCodeAt(i));
  }

  /** A whole number below 2^53, by its low 32 bits and the others. */
  private number(value: number): void {
    this.word(value | 0);
    this.word(Math.floor(value / 4_294_967_296));
  }

  private word(word: number): void {
    this.high = Math.imul(this.high ^ word ^ (this.low >>> 15), 0x01000193);
    this.low = Math.imul(this.low ^ word ^ (this.high >>> 13), 0x85ebca6b);
  }
}
