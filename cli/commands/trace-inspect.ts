import type { Command } from 'commander';

import { inspectTrace } from '../../traces/inspect/inspect-trace.ts';
import type { TraceInspection } from '../../traces/inspect/inspection.ts';
import { DEFAULT_WORKLOAD_SETTINGS } from '../../traces/model/workload-settings.ts';
import { helpExample } from '../help.ts';
import { type ModelOptions, addModelOptions, modelOf } from '../options/model-options.ts';
import { type Json, writeJson } from '../output/json.ts';
import { requireWritable } from '../output/output-file.ts';
import { printable, terminalOf } from '../output/terminal.ts';
import { inspectionText } from '../output/trace-inspection-text.ts';
import { readTraceFile } from '../trace-files.ts';
import { registerTraceConvert } from './trace-convert.ts';
import { registerTraceGenerate } from './trace-generate.ts';
import { registerTraceReplay } from './trace-replay.ts';

interface InspectOptions extends ModelOptions {
  readonly json?: string | true;
}

/** `evenhand trace`: what is in traces, and making them. */
export function registerTrace(program: Command): void {
  const trace = program
    .command('trace')
    .summary('inspect, replay, convert and generate traces')
    .description('Inspects, replays, converts and generates traces.')
    .helpCommand(false)
    .addHelpText('after', helpExample('evenhand trace inspect FB-2009.tsv --json'));
  registerInspect(trace);
  registerTraceReplay(trace);
  registerTraceConvert(trace);
  registerTraceGenerate(trace);
}

function registerInspect(trace: Command): void {
  const command = trace
    .command('inspect')
    .summary('what is in a trace, in numbers')
    .description(
      'Prints what is in trace files, in numbers: jobs, tasks, bytes, span, refused rows. Formats ' +
        'are told by their content: Spark event logs, Rumen, Hadoop job history, SWIM, SLS, ' +
        'Google 2011, Alibaba, openb, SWF, Decima, coflow-benchmark, CSV.',
    )
    .argument('<files...>', 'trace files, plain or packed, and folders of rolling Spark logs')
    .option('--json [file]', 'as JSON, to standard output when no file is named');
  addModelOptions(command);
  command
    .addHelpText(
      'after',
      helpExample(
        'evenhand trace inspect FB-2009.tsv FB-2010.tsv.gz application_1.zstd',
        'evenhand trace inspect jobs.tsv --block-size 128MiB --json',
      ),
    )
    .action(inspect);
}

async function inspect(files: readonly string[], options: InspectOptions): Promise<void> {
  if (typeof options.json === 'string') requireWritable(options.json, '--json');
  const settings = { ...DEFAULT_WORKLOAD_SETTINGS, swim: modelOf(options) };
  const inspections: TraceInspection[] = [];
  for (const file of files) {
    const read = await readTraceFile(file, 'counts');
    for (const missing of read.missing) {
      process.stderr.write(`warning: ${printable(`${file}: ${missing}`)}\n`);
    }
    inspections.push(inspectTrace(read.trace, read, settings));
  }
  if (options.json !== undefined) writeJson(documentOf(inspections), options.json);
  if (options.json !== true) {
    process.stdout.write(inspectionText(inspections, terminalOf(process.stdout, process.env)));
  }
}

/** The document of `trace inspect --json`. */
function documentOf(inspections: readonly TraceInspection[]): Json {
  return { files: inspections.map((inspection) => JSON.parse(JSON.stringify(inspection)) as Json) };
}
