import { Command, CommanderError } from 'commander';

import { ExitCode, TaskEnded, describeError, exitCodeOf } from './errors.ts';
import { helpExample } from './help.ts';
import { dashedFlags } from './live/dashed-flags.ts';
import { engineVersion } from './version.ts';

/**
 * Runs the command line given and resolves with the exit code. Everything that goes wrong ends
 * here, in one line on standard error.
 */
export async function main(args: readonly string[]): Promise<number> {
  stopQuietlyOnClosedPipe();
  try {
    const program = await createProgram(args);
    const command = program.commands.find((one) => one.name() === args[0]);
    await program.parseAsync(dashedFlags(args, command), { from: 'user' });
    return ExitCode.DONE;
  } catch (error) {
    if (error instanceof CommanderError) return exitCodeOfCommander(error);
    if (error instanceof TaskEnded) return error.code;
    const debug = args.includes('--debug');
    process.stderr.write(`${describeError(error, debug)}\n`);
    return exitCodeOf(error);
  }
}

type Register = (program: Command) => void;

/** In the order of `--help`. Each is loaded when it is wanted: together they take half a second. */
const COMMANDS: ReadonlyMap<string, () => Promise<Register>> = new Map([
  ['lab', async () => (await import('./commands/lab.ts')).registerLab],
  ['compare', async () => (await import('./commands/compare.ts')).registerCompare],
  ['run', async () => (await import('./commands/run.ts')).registerRun],
  ['check', async () => (await import('./commands/check.ts')).registerCheck],
  ['replay', async () => (await import('./commands/replay.ts')).registerReplay],
  ['divide', async () => (await import('./commands/divide.ts')).registerDivide],
  ['script', async () => (await import('./commands/script.ts')).registerScript],
  ['schema', async () => (await import('./commands/schema.ts')).registerSchema],
  ['policies', async () => (await import('./commands/policies.ts')).registerPolicies],
  ['trace', async () => (await import('./commands/trace-inspect.ts')).registerTrace],
  ['master', async () => (await import('./commands/master.ts')).registerMaster],
  ['agent', async () => (await import('./commands/agent.ts')).registerAgent],
  ['up', async () => (await import('./commands/up.ts')).registerUp],
  ['execute', async () => (await import('./commands/execute.ts')).registerExecute],
  ['state', async () => (await import('./commands/state.ts')).registerState],
  ['tasks', async () => (await import('./commands/tasks.ts')).registerTasks],
  ['logs', async () => (await import('./commands/logs.ts')).registerLogs],
  ['kill', async () => (await import('./commands/kill.ts')).registerKill],
  ['drain', async () => (await import('./commands/drain.ts')).registerDrain],
  ['maintenance', async () => (await import('./commands/maintenance.ts')).registerMaintenance],
  ['quota', async () => (await import('./commands/quota.ts')).registerQuota],
  ['weights', async () => (await import('./commands/weights.ts')).registerWeights],
  ['reserve', async () => (await import('./commands/reserve.ts')).registerReserve],
  ['unreserve', async () => (await import('./commands/reserve.ts')).registerUnreserve],
  ['volume', async () => (await import('./commands/reserve.ts')).registerVolume],
  ['bench', async () => (await import('./commands/bench.ts')).registerBench],
]);

/** The command line with the subcommand that is wanted; with all, where that is not clear. */
async function createProgram([first = '']: readonly string[]): Promise<Command> {
  const program = emptyProgram();
  const wanted = COMMANDS.get(first);
  const loads = wanted === undefined ? [...COMMANDS.values()] : [wanted];
  for (const register of await Promise.all(loads.map((load) => load()))) register(program);
  return program;
}

function emptyProgram(): Command {
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
