import { Command, CommanderError } from 'commander';

import { registerAgent } from './commands/agent.ts';
import { registerBench } from './commands/bench.ts';
import { registerCheck } from './commands/check.ts';
import { registerCompare } from './commands/compare.ts';
import { registerDivide } from './commands/divide.ts';
import { registerExecute } from './commands/execute.ts';
import { registerMaster } from './commands/master.ts';
import { registerPolicies } from './commands/policies.ts';
import { registerReplay } from './commands/replay.ts';
import { registerRun } from './commands/run.ts';
import { registerSchema } from './commands/schema.ts';
import { registerScript } from './commands/script.ts';
import { registerTrace } from './commands/trace-inspect.ts';
import { registerUp } from './commands/up.ts';
import { ExitCode, TaskEnded, describeError, exitCodeOf } from './errors.ts';
import { helpExample } from './help.ts';
import { engineVersion } from './version.ts';

/**
 * Runs the command line given and resolves with the exit code. Everything that goes wrong ends
 * here, in one line on standard error.
 */
export async function main(args: readonly string[]): Promise<number> {
  stopQuietlyOnClosedPipe();
  const program = createProgram();
  try {
    await program.parseAsync([...args], { from: 'user' });
    return ExitCode.DONE;
  } catch (error) {
    if (error instanceof CommanderError) return exitCodeOfCommander(error);
    if (error instanceof TaskEnded) return error.code;
    const debug = args.includes('--debug');
    process.stderr.write(`${describeError(error, debug)}\n`);
    return exitCodeOf(error);
  }
}

/** The whole command line, with every subcommand. */
export function createProgram(): Command {
  const program = new Command('evenhand')
    .description(
      'Two-level cluster scheduling by Dominant Resource Fairness: replay traces, compare policies.',
    )
    .version(engineVersion(), '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .helpCommand(false)
    .option('--debug', 'print the stack of an error')
    .addHelpText(
      'after',
      helpExample(
        'evenhand compare --trace jobs.tsv --policy drf,fifo --seed 1..20 --report out.html',
      ),
    );
  // Settings before commands: subcommands take them over as they are made.
  program.exitOverride().showSuggestionAfterError().configureHelp({ showGlobalOptions: true });
  program.configureOutput({ outputError: (text, write) => write(text) });
  registerCompare(program);
  registerRun(program);
  registerCheck(program);
  registerReplay(program);
  registerDivide(program);
  registerScript(program);
  registerSchema(program);
  registerPolicies(program);
  registerTrace(program);
  registerMaster(program);
  registerAgent(program);
  registerUp(program);
  registerExecute(program);
  registerBench(program);
  return program;
}

/** Commander has printed the message; wrong usage is ours to number. */
function exitCodeOfCommander(error: CommanderError): ExitCode {
  return error.exitCode === 0 ? ExitCode.DONE : ExitCode.USAGE;
}

/** `evenhand … | head` closes our output early: that is no failure. */
function stopQuietlyOnClosedPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(ExitCode.DONE);
  });
}
