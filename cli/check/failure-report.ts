import type { Violation } from '../../sim/checkers/checker.ts';
import { SAME_AGAIN } from '../../sim/check/check-seed.ts';
import { countFaults, countPieces } from '../../sim/check/scenario-lists.ts';
import type { Shrunk } from '../../sim/check/shrink.ts';
import { shapeOf } from '../../sim/scenario/cluster-shape.ts';
import type { ScenarioDocument } from '../../sim/scenario/scenario-document.ts';
import { writeScenario } from '../../sim/scenario/write-scenario.ts';
import type { Json } from '../output/json.ts';
import { formatCount } from '../output/numbers.ts';
import { printable } from '../output/terminal.ts';
import type { SeedFailure } from './check-host.ts';

/** A failure with what people need to look into it. */
export interface FailureReport {
  readonly failure: SeedFailure;
  /** null: it was not made smaller. */
  readonly shrunk: Shrunk | null;
  /** The file that the scenario is in. */
  readonly file: string;
  /** One command that shows the failure again. */
  readonly command: string;
}

/** Where the scenario of a failure goes when nobody said. */
export function defaultScenarioFile(seed: string): string {
  const name = seed.replaceAll(/[^\w.-]/g, '_').slice(0, 60);
  return `check-${name === '' ? 'empty' : name}.yaml`;
}

/** The failing scenario as a file that begins with what it breaks. */
export function scenarioFileText(document: ScenarioDocument, violation: Violation): string {
  const what = `${violation.checker}: ${firstLine(violation.message)}`;
  return `# ${printable(what)}\n${writeScenario(document)}`;
}

/** The command that runs a failing scenario again. */
export function reproduction(
  file: string,
  { seed, violation }: Pick<SeedFailure, 'seed' | 'violation'>,
  bug: string | null,
): string {
  const [path, value] = [quoted(file), quoted(seed)];
  // One run alone cannot differ.
  const verify = violation.checker === SAME_AGAIN ? ' --verify' : '';
  if (bug === null) return `evenhand run ${path} --seed ${value}${verify}`;
  return `evenhand check ${path} --seed ${value} --plant ${bug} --no-shrink`;
}

export function failureText({ failure, shrunk, file, command }: FailureReport): string {
  const { seed, violation } = failure;
  return [
    `seed ${printable(seed)} breaks ${violationText(violation)}`,
    `${shrunk === null ? 'its scenario' : shrunkText(shrunk)}: ${file}`,
    `to see it again: ${command}`,
    '',
  ].join('\n');
}

/** What is broken, in words: the invariant, when, and what was found. */
export function violationText({ checker, message, timeUs, event }: Violation): string {
  const when = Number.isNaN(timeUs) ? '' : ` at ${timeUs / 1e6} s, event ${formatCount(event)}`;
  return `${checker}${when}:\n  ${printable(firstLine(message))}`;
}

export function violationDocument({ checker, message, timeUs, event }: Violation): Json {
  return { checker, message, t: timeUs / 1e6, event };
}

export function failureDocument({ failure, shrunk, file, command }: FailureReport): Json {
  return {
    seed: failure.seed,
    violation: violationDocument(failure.violation),
    file,
    command,
    shrunk:
      shrunk === null
        ? null
        : {
            jobs: countPieces(shrunk.document),
            faults: countFaults(shrunk.document),
            agents: shapeOf(shrunk.document).racks.length,
            runs: shrunk.attempts,
            minimal: shrunk.minimal,
            violation: violationDocument(shrunk.violation),
          },
  };
}

function shrunkText({ document, attempts, minimal }: Shrunk): string {
  const parts = [
    counted(countPieces(document), 'job'),
    counted(countFaults(document), 'fault'),
    counted(shapeOf(document).racks.length, 'agent'),
  ];
  const best = minimal ? 'the smallest scenario that breaks it' : 'a smaller scenario';
  return `${best} (${parts.join(', ')}; ${counted(attempts, 'run')})`;
}

function counted(count: number, what: string): string {
  return `${formatCount(count)} ${what}${count === 1 ? '' : 's'}`;
}

/** A machine that threw says where, on lines of its own. */
function firstLine(message: string): string {
  return message.split('\n')[0];
}

/** A text as a shell takes it. */
function quoted(text: string): string {
  return /^[\w./-]+$/.test(text) && !text.startsWith('-')
    ? text
    : `'${text.replaceAll("'", `'\\''`)}'`;
}
