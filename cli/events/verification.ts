import { eventNamesOf } from '../../sim/experiment/event-names.ts';
import type { Experiment } from '../../sim/experiment/experiment.ts';
import type { Divergence, UnclearDivergence } from '../../sim/experiment/verify-run.ts';
import type { HashCheckpoints } from '../../sim/log/hash-checkpoints.ts';
import type { LogRecord } from '../../sim/log/log-record.ts';
import { CheckFailed } from '../errors.ts';
import type { Json } from '../output/json.ts';
import { formatCount } from '../output/numbers.ts';
import { LogLine } from './log-line.ts';

/** What came of comparing a run with another one of the same experiment. */
export type Verification =
  | { readonly equal: true }
  | {
      readonly equal: false;
      /** The first event that differs; null when it was not to be found again. */
      readonly sequence: number | null;
      /** Where they part, in one sentence. */
      readonly where: string;
      /** The lines of the first event that differs; null where a run was over. */
      readonly first: string | null;
      readonly second: string | null;
    };

export function verificationOf(
  experiment: Experiment,
  { events }: HashCheckpoints,
  divergence: Divergence | UnclearDivergence | null,
): Verification {
  if (divergence === null) return { equal: true };
  if ('from' in divergence) {
    const from = formatCount(divergence.from);
    const to = formatCount(Math.min(divergence.to, events));
    const where = `two runs differ between events ${from} and ${to}, and a third is like neither`;
    return { equal: false, sequence: null, where, first: null, second: null };
  }
  const lines = new LogLine(eventNamesOf(experiment));
  const line = (record: LogRecord | null): string | null =>
    record === null ? null : lines.text(record).trimStart();
  const { sequence, first, second } = divergence;
  const where = `two runs differ from event ${formatCount(sequence)} on`;
  return { equal: false, sequence, where, first: line(first), second: line(second) };
}

/** The fields of `run --json`: `verified`, and where the runs part. */
export function verificationDocument(verification: Verification): {
  readonly [name: string]: Json;
} {
  if (verification.equal) return { verified: true };
  const { sequence, first, second } = verification;
  return { verified: false, divergence: { seq: sequence, first, second } };
}

export function verificationText(verification: Verification): string {
  if (verification.equal) return 'verified: a second run is equal\n';
  const { sequence, first, second, where } = verification;
  if (sequence === null) return `not verified: ${where}\n`;
  const over = 'nothing: the run is over';
  return `not verified: ${where}\n  first:  ${first ?? over}\n  second: ${second ?? over}\n`;
}

/** @throws CheckFailed when the runs differ */
export function requireEqual(verification: Verification): void {
  if (!verification.equal) throw new CheckFailed(`--verify: ${verification.where}`);
}
