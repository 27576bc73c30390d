import type { Command } from 'commander';

import { replayTrace } from '../../sim/replay/replay-trace.ts';
import { UsageError } from '../errors.ts';
import { helpExample } from '../help.ts';
import { writeJson } from '../output/json.ts';
import { requireWritable } from '../output/output-file.ts';
import { printable, terminalOf } from '../output/terminal.ts';
import { fidelityDocument } from '../replay/fidelity-document.ts';
import { fidelityText } from '../replay/fidelity-text.ts';
import { readTraceFile } from '../trace-files.ts';

interface ReplayOptions {
  readonly fidelity: true;
  readonly json?: string | true;
}

/** `evenhand trace replay`: a recorded run beside its simulation. */
export function registerTraceReplay(trace: Command): void {
  trace
    .command('replay')
    .summary('a recorded run beside its simulation')
    .description(
      'Replays a recorded run (a Spark event log, Rumen, Hadoop job history) on the cluster that ' +
        'its log describes, in the order of its own framework, and prints recorded beside ' +
        'simulated times: in total, by job and by stage, and what the log leaves open.',
    )
    .argument('<file>', 'a log, plain or packed, or the folder of a rolling Spark log')
    .requiredOption('--fidelity', 'compare with what was recorded')
    .option('--json [file]', 'as JSON, to standard output when no file is named')
    .addHelpText(
      'after',
      helpExample(
        'evenhand trace replay application_1.zstd --fidelity',
        'evenhand trace replay rumen.json.gz --fidelity --json fidelity.json',
      ),
    )
    .action(replay);
}

async function replay(file: string, { json }: ReplayOptions): Promise<void> {
  if (typeof json === 'string') requireWritable(json, '--json');
  const read = await readTraceFile(file);
  for (const missing of read.missing) {
    process.stderr.write(`warning: ${printable(`${file}: ${missing}`)}\n`);
  }
  const run = replayTrace(read.trace, read.truncated);
  if (typeof run === 'string') throw new UsageError(`${file}: ${run}`);
  if (json !== undefined) writeJson(fidelityDocument(file, read.format, run), json);
  if (json !== true) {
    process.stdout.write(fidelityText(file, run, terminalOf(process.stdout, process.env)));
  }
}
