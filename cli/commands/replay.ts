import { existsSync } from 'node:fs';
import type { Command } from 'commander';

import type { EventHeader } from '../../core/protocol/event-record.ts';
import { CHECKERS } from '../../sim/checkers/index.ts';
import type { Experiment } from '../../sim/experiment/experiment.ts';
import { CheckFailed } from '../errors.ts';
import { helpExample } from '../help.ts';
import { isLiveRecording, replayLiveRecording } from '../live/replay-life.ts';
import { traceWarnings } from '../load-workload.ts';
import { type Json, writeJson } from '../output/json.ts';
import { formatCount } from '../output/numbers.ts';
import { requireWritable } from '../output/output-file.ts';
import { Progress } from '../output/progress.ts';
import { printable, terminalOf } from '../output/terminal.ts';
import { type ReplayOutcome, compareRecording } from '../recording/compare-recording.ts';
import { differenceInWords } from '../recording/line-difference.ts';
import { readRecordingHeader, scenarioOfRecording } from '../recording/recorded-run.ts';
import { scenarioExperiment } from '../scenario/scenario-experiment.ts';
import { engineVersion } from '../version.ts';

interface ReplayOptions {
  readonly scenario?: string;
  readonly json?: string | true;
}

/** `evenhand replay`: a recorded run, done again and compared. */
export function registerReplay(program: Command): void {
  program
    .command('replay')
    .summary('do a recorded run again and compare')
    .description(
      'Does a recorded run again and compares every event: confirms the recording, or names the ' +
        'first difference.',
    )
    .argument('<recording>', 'what run --events wrote, or a master or agent in its recordings')
    .option('--scenario <file>', 'of a recording that has none in it')
    .option('--json [file]', 'as JSON, to standard output when no file is named')
    .addHelpText(
      'after',
      helpExample('evenhand run day.yaml --events day.ndjson', 'evenhand replay day.ndjson'),
    )
    .action(replay);
}

async function replay(file: string, options: ReplayOptions): Promise<void> {
  if (typeof options.json === 'string') requireWritable(options.json, '--json');
  if (existsSync(file) && isLiveRecording(file)) return replayLiveRecording(file, options.json);
  const header = readRecordingHeader(file);
  const source = scenarioOfRecording(file, header, options.scenario);
  const { experiment, traces } = await scenarioExperiment(source);
  for (const warning of traceWarnings(traces)) process.stderr.write(`${warning}\n`);
  const outcome = replayed(file, experiment);
  if (options.json !== undefined) writeJson(documentOf(header, outcome), options.json);
  if (options.json !== true) process.stdout.write(textOf(header, outcome));
  const { difference } = outcome;
  if (difference !== null) {
    throw new CheckFailed(`${file}:${difference.line}: the run done again differs from here on`);
  }
}

/** As `run` does it: with every invariant watched, and without where it was done so. */
function replayed(file: string, experiment: Experiment): ReplayOutcome {
  const progress = new Progress(process.stderr, terminalOf(process.stderr, process.env), () =>
    performance.now(),
  );
  const hooks = {
    progress: ({ jobsFinished, jobs }: { jobsFinished: number; jobs: number }) =>
      progress.update(jobs === 0 ? 0 : jobsFinished / jobs, `${jobsFinished}/${jobs} jobs`),
  };
  try {
    const watched = compareRecording(file, experiment, { ...hooks, checkers: CHECKERS });
    // A broken invariant ends a run that is watched.
    if (watched.difference === null || !watched.broken) return watched;
    return compareRecording(file, experiment, hooks);
  } finally {
    progress.clear();
  }
}

function documentOf({ version }: EventHeader, outcome: ReplayOutcome): Json {
  const { events, hash, whole, difference } = outcome;
  return {
    version: engineVersion(),
    recordedBy: version,
    ...{ confirmed: difference === null, whole, events, hash },
    difference: difference && { ...difference },
  };
}

function textOf({ version }: EventHeader, outcome: ReplayOutcome): string {
  const { events, hash, whole, difference } = outcome;
  const counted = formatCount(events);
  if (difference === null) {
    if (whole) return `confirmed: ${counted} events are equal, hash ${hash}\n`;
    return `confirmed as far as it goes: ${counted} events are equal, then the recording ends\n`;
  }
  const { recorded, again, line } = difference;
  const over = 'nothing: it is over';
  const words = differenceInWords(recorded, again);
  const engine = engineVersion();
  const older = version === engine ? '' : `recorded by version ${version}, this is ${engine}\n`;
  return (
    `not confirmed: ${counted} events are equal, line ${formatCount(line)} is not\n` +
    (words === null ? '' : `  ${printable(words)}\n`) +
    `  recorded: ${printable(recorded ?? over)}\n  again:    ${printable(again ?? over)}\n${older}`
  );
}
