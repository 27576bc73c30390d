import { readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';

/**
 * What runs between the agent and a task: a shell that starts the task in a session of its own,
 * waits for it, kills what it left behind in its process group, and writes down how it ended. It
 * outlives the agent, so that a task's end is known however often the agent restarts. A shell and
 * not Node: a thousand of them have room on one machine.
 *
 * Arguments: the state folder, the path of `setsid`, files to enter the task's pid in (cgroups),
 * separated by spaces, and the task's program with its arguments. File descriptor 3 hears a line
 * when the task is about to be executed; it is said in a subshell, which alone dies of SIGPIPE
 * where the agent is gone.
 */
export const SUPERVISOR = `
state=$1; setsid=$2; groups=$3; shift 3
read -r stat < "/proc/$$/stat" && printf '%s\\n' "$stat" > "$state/supervisor"
"$setsid" /bin/sh -c '
  state=$1; groups=$2; shift 2
  for file in $groups; do echo $$ > "$file" || exit 126; done
  read -r stat < "/proc/$$/stat" && printf "%s\\n" "$stat" > "$state/task" || exit 126
  (echo started >&3)
  exec "$@" 3>&-
' evenhand-task "$state" "$groups" "$@"
status=$?
exec > /dev/null 2>&1
read -r pid rest < "$state/task" && kill -s KILL -- "-$pid"
printf '%s\\n' "$status" > "$state/exit"
exit "$status"
`;

/** A process as the kernel tells two of one number apart. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since the machine started. */
  readonly startTicks: number;
}

/** One line of `/proc/PID/stat`: the name, in parentheses, may hold anything, also parentheses. */
export interface ProcessStat extends ProcessIdentity {
  /** `Z` for one that has ended and was not waited for. */
  readonly state: string;
  readonly processGroup: number;
  readonly userTicks: number;
  readonly systemTicks: number;
  readonly rssPages: number;
}

/** Null where the text is no such line. */
export function parseStat(text: string): ProcessStat | null {
  const open = text.indexOf(' (');
  const close = text.lastIndexOf(') ');
  if (open < 0 || close < open) return null;
  const fields = text
    .slice(close + 2)
    .trimEnd()
    .split(' ');
  // Counted from the third field of proc(5), the state.
  const [userTicks, systemTicks, startTicks, rssPages] = [11, 12, 19, 21].map((at) =>
    Number(fields[at]),
  );
  const pid = Number(text.slice(0, open));
  const processGroup = Number(fields[2]);
  if (![pid, processGroup, startTicks, rssPages].every(Number.isSafeInteger)) return null;
  return { pid, state: fields[0], processGroup, userTicks, systemTicks, startTicks, rssPages };
}

/** Whether a process still is the one it was, and has not ended. */
export function isAlive(identity: ProcessIdentity): boolean {
  const text = readIfThere(`/proc/${identity.pid}/stat`);
  const stat = text === null ? null : parseStat(text);
  return stat !== null && stat.startTicks === identity.startTicks && stat.state !== 'Z';
}

/** What a container's state folder holds; null for what was not written, or not to its end. */
export class StateFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** The supervisor's shell. */
  get supervisor(): ProcessIdentity | null {
    return this.identity('supervisor');
  }

  /** The task's first process, whose number is that of its process group. */
  get task(): ProcessIdentity | null {
    return this.identity('task');
  }

  /** As the shell says it: 128 and more for a signal. */
  get status(): number | null {
    const line = this.line('exit');
    const status = line === null ? Number.NaN : Number(line);
    return Number.isSafeInteger(status) ? status : null;
  }

  /** The sandbox's path. */
  get sandbox(): string | null {
    return this.line('sandbox');
  }

  has(mark: 'killed' | 'oom'): boolean {
    return readIfThere(join(this.path, mark)) !== null;
  }

  write(name: 'killed' | 'oom' | 'sandbox', line = ''): void {
    writeFileSync(join(this.path, name), `${line}\n`);
  }

  private identity(name: string): ProcessIdentity | null {
    const line = this.line(name);
    return line === null ? null : parseStat(line);
  }

  private line(name: string): string | null {
    const text = readIfThere(join(this.path, name));
    return text?.endsWith('\n') === true ? text.slice(0, -1) : null;
  }
}

/** The text of a file; null where there is none, or its process has just gone. */
export function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT') || isCode(error, 'ESRCH')) return null;
    throw error;
  }
}

/** Whether an error is the system's of that name: `ENOENT`, say. */
export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

const signalNames = new Map(Object.entries(constants.signals).map(([name, n]) => [n, name]));

/**
 * A shell's exit status: it says 137 both of a task that was killed and of one that exited so;
 * the first is much more frequent.
 */
export function readStatus(status: number): { code: number | null; signal: string | null } {
  const signal = status > 128 ? (signalNames.get(status - 128) ?? null) : null;
  return { code: signal === null ? status : null, signal };
}
