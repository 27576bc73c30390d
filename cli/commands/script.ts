import type { Command } from 'commander';

import { drf } from '../../core/allocation/policies/drf.ts';
import { policyNamed } from '../../core/allocation/policies/index.ts';
import type { Policy } from '../../core/allocation/policy.ts';
import { CheckFailed } from '../errors.ts';
import { helpExample } from '../help.ts';
import { checkPolicy } from '../options/policies.ts';
import { writeJson } from '../output/json.ts';
import { requireWritable } from '../output/output-file.ts';
import { terminalOf } from '../output/terminal.ts';
import { runScripts } from '../script/run-scripts.ts';
import { outcomesDocument, outcomesText } from '../script/script-report.ts';

interface ScriptOptions {
  readonly only?: string;
  readonly policy?: string;
  readonly seed: string;
  readonly explain?: true;
  readonly json?: string | true;
}

/** `evenhand script`: what would the allocator do. */
export function registerScript(program: Command): void {
  program
    .command('script')
    .summary('run allocator scripts and report each expectation that does not hold')
    .description(
      'Runs allocator scripts: a cluster, a sequence of steps, and what must be observed. ' +
        'All files are checked before anything runs.',
    )
    .argument('<files...>', 'scripts as JSON, one or an array of them in a file')
    .option('--only <name|area>', 'run the scripts of this name or area')
    .option('--policy <name>', 'policy of the allocator (default: drf)')
    .option('--seed <seed>', 'decides the order in which agents are looked at', '1')
    .option('--explain', 'say of every decision of the allocator why it fell as it did')
    .option('--json [file]', 'as JSON, to standard output when no file is named')
    .addHelpText(
      'after',
      helpExample(
        'evenhand script cluster.json',
        'evenhand script test/conformance/allocator/*.json --only weights --json',
      ) +
        '\nA script:\n  { "name": "alone", "kind": "allocator",\n' +
        '    "agents": { "a": { "resources": "cpus:4;mem:4096" } },\n' +
        '    "frameworks": { "f": { "roles": ["web"] } },\n' +
        '    "steps": [\n' +
        '      { "do": "add_agent", "agent": "a" },\n' +
        '      { "do": "add_framework", "framework": "f" },\n' +
        '      { "expect": { "offers": [ { "framework": "f", "role": "web", "agent": "a",\n' +
        '                                  "resources": "cpus:4;mem:4096" } ] } } ] }\n',
    )
    .action(script);
}

function script(files: readonly string[], options: ScriptOptions): void {
  if (typeof options.json === 'string') requireWritable(options.json, '--json');
  const { seed, only = null } = options;
  const policy = policyOf(options.policy);
  const outcomes = runScripts(files, only, { policy, seed }, options.explain === true);
  if (options.json !== undefined) writeJson(outcomesDocument(outcomes), options.json);
  if (options.json !== true) {
    process.stdout.write(outcomesText(outcomes, terminalOf(process.stdout, process.env)));
  }
  const defect = outcomes.find((outcome) => outcome.defect !== null)?.defect;
  if (defect) throw defect;
  const failed = outcomes.filter(({ failures }) => failures.length > 0).length;
  if (failed > 0) throw new CheckFailed(`${failed} of ${outcomes.length} scripts failed`);
}

function policyOf(name: string | undefined): Policy {
  return name === undefined ? drf : (policyNamed(checkPolicy(name, '--policy')) ?? drf);
}
