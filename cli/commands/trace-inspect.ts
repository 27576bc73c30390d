import type { Command } from 'commander';

import { inspectSwim } from '../../traces/inspect/inspect-swim.ts';
import type { TraceInspection } from '../../traces/inspect/inspection.ts';
import { helpExample } from '../help.ts';
import { type ModelOptions, addModelOptions, modelOf } from '../options/model-options.ts';
import { type Json, writeJson } from '../output/json.ts';
import { requireWritable } from '../output/output-file.ts';
import { terminalOf } from '../output/terminal.ts';
import { inspectionText } from '../output/trace-inspection-text.ts';
import { readTraceFile } from '../trace-files.ts';
import { registerTraceGenerate } from './trace-generate.ts';

interface InspectOptions extends ModelOptions {
  readonly json?: string | true;
}

/** `evenhand trace`: what is in traces, and making them. */
export function registerTrace(program: Command): void {
  const trace = program
    .command('trace')
    .summary('inspect and generate traces')
    .description('Inspects and generates traces.')
    .helpCommand(false)
    .addHelpText('after', helpExample('evenhand trace inspect FB-2009.tsv --json'));
  registerInspect(trace);
  registerTraceGenerate(trace);
}

function registerInspect(trace: Command): void {
  const command = trace
    .command('inspect')
    .summary('what is in a trace, in numbers')
    .description(
      'Prints what is in trace files, in numbers: jobs, bytes, span, refused rows, and the work ' +
        'that the model derives from them.',
    )
    .argument('<files...>', 'trace files (SWIM, plain or gzipped)')
    .option('--json [file]', 'as JSON, to standard output when no file is named');
  addModelOptions(command);
  command
    .addHelpText(
      'after',
      helpExample(
        'evenhand trace inspect FB-2009.tsv FB-2010.tsv.gz',
        'evenhand trace inspect jobs.tsv --block-size 128MiB --json',
      ),
    )
    .action(inspect);
}

async function inspect(files: readonly string[], options: InspectOptions): Promise<void> {
  if (typeof options.json === 'string') requireWritable(options.json, '--json');
  const model = modelOf(options);
  const inspections: TraceInspection[] = [];
  for (const file of files) {
    const read = await readTraceFile(file);
    inspections.push(inspectSwim(read.trace, read, model));
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
