import type { Command } from 'commander';

import type { DivisionOutcome } from '../../core/division/outcome.ts';
import { type Violations, searchViolations } from '../../core/division/search/violations.ts';
import {
  type Divisions,
  divideByAll,
  divideByNamed,
  policiesNamed,
} from '../division/chosen-policies.ts';
import { outcomeDocument } from '../division/outcome-document.ts';
import { outcomeText } from '../division/outcome-text.ts';
import { readProblem } from '../division/read-problem.ts';
import { violationsDocument, violationsText } from '../division/violations-text.ts';
import { streamOf } from '../../sim/random/streams.ts';
import { UsageError } from '../errors.ts';
import { helpExample } from '../help.ts';
import { type Json, writeJson } from '../output/json.ts';
import { requireWritable } from '../output/output-file.ts';
import { type Terminal, printable, styled, terminalOf } from '../output/terminal.ts';

interface DivideOptions {
  readonly policy?: readonly string[];
  readonly json?: string | true;
  readonly properties?: true;
}

/** Lies told in the search for one that pays. */
const LIES = 300;

/** `evenhand divide`: a cluster among users by a policy, on paper. */
export function registerDivide(program: Command): void {
  program
    .command('divide')
    .summary('divide a cluster among users, on paper')
    .description(
      'Divides a cluster among users by each policy, exactly and without a simulation: who ' +
        'gets what, and which fairness properties the division has.',
    )
    .argument('[problem]', 'the division problem, YAML or JSON')
    .option('--policy <names...>', 'policies (default: all that apply to the problem)')
    .option('--properties', 'search for lies that pay, and for losses by departures and growth')
    .option('--json [file]', 'as JSON, to standard output when no file is named')
    .addHelpText(
      'after',
      helpExample(
        'evenhand divide problem.yaml --policy drf,asset,ceei',
        'evenhand divide problem.json --policy ceei --properties --json',
      ) +
        '\nA problem:\n  capacity: { cpus: 9, mem: 18 }\n  users:\n' +
        '    - { name: A, demand: { cpus: 1, mem: 4 } }\n' +
        '    - { name: B, demand: { cpus: 3, mem: 1 } }\n  divisible: true\n',
    )
    .action(divide);
}

function divide(file: string | undefined, options: DivideOptions): void {
  const asked = [...(options.policy ?? [])];
  // `--policy` takes all names that follow: in `--policy drf problem.yaml` the last is the file.
  const problemFile = file ?? (asked.length > 1 ? asked.pop() : undefined);
  if (problemFile === undefined) {
    throw new UsageError('divide: found no problem, wanted its file: evenhand divide problem.yaml');
  }
  if (typeof options.json === 'string') requireWritable(options.json, '--json');
  const problem = readProblem(problemFile);
  const divisions =
    asked.length === 0
      ? divideByAll(problem)
      : divideByNamed(policiesNamed(asked, problem), problem);
  publish(divisions, options);
}

function publish(divisions: Divisions, options: DivideOptions): void {
  const measured = divisions.outcomes.map((outcome): Measured => {
    if (options.properties !== true) return { outcome, violations: null };
    const { policy, problem } = outcome;
    const violations = searchViolations(
      policy,
      problem,
      streamOf('divide', 'counterexamples', ''),
      LIES,
    );
    return { outcome, violations };
  });
  if (options.json !== undefined) {
    writeJson({ results: measured.map(resultDocument) }, options.json);
  }
  if (options.json === true) return;
  const terminal = terminalOf(process.stdout, process.env);
  process.stdout.write(divisionsText(measured, divisions.leftOut, terminal));
}

/** An outcome and, where they were searched for, the violations around it. */
interface Measured {
  readonly outcome: DivisionOutcome;
  readonly violations: Violations | null;
}

function resultDocument({ outcome, violations }: Measured): Json {
  const document = outcomeDocument(outcome);
  if (violations === null) return document;
  return { ...document, search: violationsDocument(violations, outcome.problem) };
}

function divisionsText(
  measured: readonly Measured[],
  leftOut: Divisions['leftOut'],
  terminal: Terminal,
): string {
  const parts = measured.map(({ outcome, violations }) => {
    const text = outcomeText(outcome, terminal);
    if (violations === null) return text;
    return text + violationsText(violations, outcome.problem, outcome.exact, terminal);
  });
  if (leftOut.length > 0) {
    const lines = leftOut.map(({ name, reason }) => printable(`left out ${name}: ${reason}`));
    parts.push(lines.map((line) => `${styled(line, 'dim', terminal)}\n`).join(''));
  }
  return parts.join('\n');
}
