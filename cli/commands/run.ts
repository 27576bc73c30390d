import { type Command, Option } from 'commander';

import type { CheckerType } from '../../sim/checkers/checker.ts';
import { CHECKERS } from '../../sim/checkers/index.ts';
import type { Experiment } from '../../sim/experiment/experiment.ts';
import { runExperiment } from '../../sim/experiment/run-experiment.ts';
import type { RunResult } from '../../sim/experiment/run-result.ts';
import { type RepeatedRun, verifyRun } from '../../sim/experiment/verify-run.ts';
import type { EventChunk } from '../../sim/log/event-log.ts';
import { HashCheckpoints } from '../../sim/log/hash-checkpoints.ts';
import { violationDocument, violationText } from '../check/failure-report.ts';
import { runJson } from '../comparison/document.ts';
import { runText } from '../comparison/run-text.ts';
import { type EventOptions, EventOutputs, outputOnStandard } from '../events/event-outputs.ts';
import type { TextFile } from '../events/text-file.ts';
import {
  type Verification,
  requireEqual,
  verificationDocument,
  verificationOf,
  verificationText,
} from '../events/verification.ts';
import { CheckFailed, UsageError } from '../errors.ts';
import { Explanation, explanationText } from '../explain/explanation.ts';
import { runNames } from '../explain/run-names.ts';
import { helpExample } from '../help.ts';
import { type ClientFlags, withClientOptions } from '../live/client-options.ts';
import { traceWarnings } from '../load-workload.ts';
import { checkPolicy } from '../options/policies.ts';
import { type Json, writeJson } from '../output/json.ts';
import { formatBytes } from '../output/numbers.ts';
import { requireWritable } from '../output/output-file.ts';
import { Progress } from '../output/progress.ts';
import { terminalOf } from '../output/terminal.ts';
import { type ScenarioFile, readScenario } from '../scenario/read-scenario.ts';
import { scenarioExperiment } from '../scenario/scenario-experiment.ts';
import { engineVersion } from '../version.ts';

interface RunOptions extends EventOptions, ClientFlags {
  readonly seed?: string;
  readonly policy?: string;
  readonly verify?: true;
  readonly checks: 'on' | 'off';
  readonly live?: string;
  readonly compare?: true;
}

/** `evenhand run`: one run of a scenario file. */
export function registerRun(program: Command): void {
  const command = program
    .command('run')
    .summary('run a scenario file once')
    .description("Runs a scenario file once and prints the results and the run's hash.")
    .argument('<scenario>', 'scenario file, YAML or JSON')
    .option('--seed <seed>', 'any text; instead of the one in the scenario')
    .option('--policy <name>', 'instead of the one in the scenario', (name) =>
      checkPolicy(name, '--policy'),
    )
    .option('--events <file>', 'write the event log as NDJSON; - is standard output')
    .option('--log [file]', 'write the event log as lines to read, to standard output')
    .option('--log-kinds <kinds>', 'only these kinds of events, such as OFFER,ACCEPT')
    .option('--log-from <time>', 'only from this time of the run on, such as 10m')
    .option('--log-to <time>', 'only up to this time of the run')
    .option('--trace-out <file>', "write tasks, offers and shares as Chrome's trace JSON")
    .option('--explain <file>', 'write every decision of the allocator as text, with its reasons')
    .addOption(
      new Option('--checks <when>', 'whether invariants are watched; the first broken one ends it')
        .choices(['on', 'off'])
        .default('on'),
    )
    .option('--live <master>', 'run its frameworks on the real cluster of this master')
    .option('--compare', 'with --live: simulate it as well, and print both beside each other')
    .option('--verify', 'run twice and compare; name the first event that differs')
    .option('--json [file]', 'as JSON, to standard output when no file is named');
  withClientOptions(command)
    .addHelpText(
      'after',
      helpExample(
        'evenhand run sim/scenarios/hadoop-day.yaml --verify',
        'evenhand run day.yaml --policy fifo --seed 7 --trace-out run.json',
        'evenhand run day.yaml --log --log-kinds OFFER,ACCEPT --log-from 10m --log-to 11m',
        'evenhand run sim/scenarios/live-twenty.yaml --live 127.0.0.1:5050 --compare',
      ),
    )
    .action(run);
}

async function run(file: string, options: RunOptions): Promise<void> {
  requireFitting(options);
  if (typeof options.json === 'string') requireWritable(options.json, '--json');
  const taken = outputOnStandard(options);
  const source = readScenario(file, options);
  const { experiment, traces } = await scenarioExperiment(source);
  for (const warning of traceWarnings(traces)) process.stderr.write(`${warning}\n`);
  if (options.live !== undefined) {
    const { runLive } = await import('../live/run-live.ts');
    return runLive(experiment, { ...options, live: options.live });
  }
  const checkpoints = options.verify === true ? new HashCheckpoints() : null;
  const { result, written } = runWithOutputs(experiment, source, options, checkpoints);
  const checkers = checkersOf(options);
  const verification = checkpoints === null ? null : verified(experiment, checkpoints, checkers);
  if (options.json !== undefined) {
    writeJson(runDocument(experiment, result, verification), options.json);
  }
  if (options.json !== true) {
    // Where events stand on standard output, the results make room.
    const stream = taken === null ? process.stdout : process.stderr;
    stream.write(runText(experiment, result, terminalOf(stream, process.env)));
    if (result.violation !== null) stream.write(`broken: ${violationText(result.violation)}\n`);
    for (const { path, bytes, isStandardOutput } of written) {
      if (!isStandardOutput) stream.write(`written: ${path}, ${formatBytes(bytes)}\n`);
    }
    if (verification !== null) stream.write(verificationText(verification));
  }
  if (verification !== null) requireEqual(verification);
  const { violation } = result;
  if (violation !== null) throw new CheckFailed(`the run breaks ${violation.checker}`);
}

/** What is read off a simulation's event log cannot be had of a real cluster. */
function requireFitting(options: RunOptions): void {
  if (options.live === undefined) {
    if (options.compare === true) throw new UsageError('--compare: wanted --live MASTER beside it');
    return;
  }
  const { events, log, traceOut, explain, verify } = options;
  const others = Object.entries({ events, log, 'trace-out': traceOut, explain, verify });
  const [found] = others.flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (found !== undefined) {
    throw new UsageError(`--live: found --${found} beside it, which only a simulation can do`);
  }
}

function checkersOf({ checks }: RunOptions): readonly CheckerType[] {
  return checks === 'on' ? CHECKERS : [];
}

/** The run compared with another one, and where they part with a third. */
function verified(
  experiment: Experiment,
  checkpoints: HashCheckpoints,
  checkers: readonly CheckerType[],
): Verification {
  const again: RepeatedRun = (events) =>
    void runShowingProgress(experiment, { events, explained: null, checkers });
  return verificationOf(experiment, checkpoints, verifyRun(checkpoints, again));
}

function runDocument(
  experiment: Experiment,
  result: RunResult,
  verification: Verification | null,
): Json {
  return {
    version: engineVersion(),
    scenario: experiment.workload.name,
    ...(verification === null ? {} : verificationDocument(verification)),
    run: runJson(result, false),
    violation: result.violation === null ? null : violationDocument(result.violation),
  };
}

/** The run with its events going to the files asked for. */
function runWithOutputs(
  experiment: Experiment,
  source: ScenarioFile,
  options: RunOptions,
  checkpoints: HashCheckpoints | null,
): { readonly result: RunResult; readonly written: readonly TextFile[] } {
  const outputs = new EventOutputs(experiment, options, source);
  const wanted = outputs.some || checkpoints !== null;
  const events = (chunk: EventChunk): void => {
    outputs.chunk(chunk);
    checkpoints?.read(chunk);
  };
  try {
    const result = runShowingProgress(experiment, {
      events: wanted ? events : null,
      explained: outputs.explained,
      checkers: checkersOf(options),
    });
    outputs.end(result);
    return { result, written: outputs.files };
  } finally {
    outputs.close();
  }
}

interface Watching {
  readonly events: ((chunk: EventChunk) => void) | null;
  readonly explained: ((text: string) => void) | null;
  readonly checkers: readonly CheckerType[];
}

function runShowingProgress(
  experiment: Experiment,
  { events, explained, checkers }: Watching,
): RunResult {
  const terminal = terminalOf(process.stderr, process.env);
  const progress = new Progress(process.stderr, terminal, () => performance.now());
  try {
    return runExperiment(experiment, {
      checkers,
      progress: ({ jobsFinished, jobs }) =>
        progress.update(jobsFinished / jobs, `${jobsFinished}/${jobs} jobs`),
      ...(explained === null
        ? {}
        : {
            explain: (cluster) =>
              new Explanation(runNames(cluster), (cycle) => explained(explanationText(cycle))),
          }),
      ...(events === null ? {} : { events }),
    });
  } finally {
    progress.clear();
  }
}
