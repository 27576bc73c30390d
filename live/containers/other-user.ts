import { execFileSync } from 'node:child_process';
import { existsSync, lchownSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ContainerSpec } from './containerizer.ts';

/** A user of the machine, by the kernel's numbers. */
export interface UserIds {
  readonly uid: number;
  readonly gid: number;
}

/** Never looked for in the task's PATH: it runs as root. */
const SETPRIV = ['/usr/bin/setpriv', '/bin/setpriv'].find((path) => existsSync(path)) ?? null;

/** As `useradd` takes them: nothing that a program would take for an option. */
const USER_NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,31}$/;

/** Where the environment waits for the user in his sandbox. */
const ENVIRONMENT = '.evenhand-environment';

/** What a shell can be told the name of. */
const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Reads the environment as the user, takes it away, and goes on as the task. */
const ENTER = `. "./$1" && rm -f "$1"; shift; exec "$@"`;

/**
 * Runs processes as the users whom frameworks name (Mesos `--switch_user`), without capabilities
 * and without a way to gain any. Only a process of root can.
 */
export class OtherUsers {
  private readonly known = new Map<string, UserIds>();

  /**
   * The same container as another user, to whom its sandbox is given; as it is where he is whom the
   * agent runs as, or where an image says as whom it runs.
   *
   * What a framework says must not be heard by root: a variable such as LD_PRELOAD would have its
   * library run in the programs that switch. So the environment goes through a file of the user's.
   * @throws Error when there is no such user, or he cannot be switched to
   */
  switched(spec: ContainerSpec, name: string): ContainerSpec {
    const { command, sandbox, environment } = spec;
    if (command === null || spec.image !== null || name === '') return spec;
    const { uid, gid } = this.find(name);
    const own = process.getuid?.() ?? 0;
    if (uid === own) return spec;
    if (own !== 0) throw new Error(`user ${name}: wanted an agent that runs as root, or as he`);
    if (SETPRIV === null) throw new Error(`user ${name}: found no setpriv on this machine`);
    const file = join(sandbox, ENVIRONMENT);
    rmSync(file, { force: true });
    writeFileSync(file, exportsOf({ MESOS_SANDBOX: sandbox, ...environment }), {
      flag: 'wx',
      mode: 0o600,
    });
    // Of links themselves, not of what they lead to.
    execFileSync('/bin/chown', ['-hR', `${uid}:${gid}`, sandbox], { stdio: 'ignore' });
    const argv = 'shell' in command ? ['/bin/sh', '-c', command.shell] : command.argv;
    return {
      ...spec,
      environment: {},
      command: {
        argv: [
          ...[SETPRIV, '--reuid', `${uid}`, '--regid', `${gid}`, '--init-groups'],
          ...['--inh-caps=-all', '--no-new-privs', '--'],
          ...['/bin/sh', '-c', ENTER, 'evenhand-user', ENVIRONMENT, ...argv],
        ],
      },
    };
  }

  /**
   * Gives a folder to a user whom processes run as; not what is in it.
   * @throws Error when there is no such user, or he cannot be given anything
   */
  give(folder: string, name: string): void {
    if (name === '') return;
    const { uid, gid } = this.find(name);
    if (uid !== process.getuid?.()) lchownSync(folder, uid, gid);
  }

  /** @throws Error when there is no such user */
  private find(name: string): UserIds {
    const known = this.known.get(name);
    if (known !== undefined) return known;
    if (!USER_NAME.test(name)) throw new Error(`user ${JSON.stringify(name)}: wanted a name`);
    const found = { uid: idOf('-u', name), gid: idOf('-g', name) };
    this.known.set(name, found);
    return found;
  }
}

function idOf(which: '-u' | '-g', name: string): number {
  try {
    return Number(execFileSync('id', [which, name], { encoding: 'utf8', stdio: 'pipe' }));
  } catch {
    throw new Error(`user ${name}: there is none of that name on this machine`);
  }
}

function exportsOf(environment: Readonly<Record<string, string>>): string {
  const lines = Object.entries(environment).flatMap(([name, value]) => {
    if (!VARIABLE_NAME.test(name)) return [];
    return [`export ${name}='${value.replaceAll("'", `'\\''`)}'\n`];
  });
  return lines.join('');
}

/**
 * As whom a process runs: for what is to run beside it.
 * @returns null where it is gone, or is this process's own user's
 */
export function userOfProcess(pid: number): UserIds | null {
  let status: string;
  try {
    status = readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
  const [, uid] = /^Uid:\s+(\d+)/m.exec(status) ?? [];
  const [, gid] = /^Gid:\s+(\d+)/m.exec(status) ?? [];
  if (uid === undefined || gid === undefined || Number(uid) === process.getuid?.()) return null;
  return { uid: Number(uid), gid: Number(gid) };
}
