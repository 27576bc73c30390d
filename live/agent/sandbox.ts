import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Whose sandbox it is, in Mesos's ids. */
export interface SandboxOwner {
  readonly agent: string;
  readonly framework: string;
  readonly executor: string;
  readonly container: string;
}

/** Where a sandbox is, below the agent's work folder (`mesos-semantics` part 26). */
export function sandboxPath(workDir: string, owner: SandboxOwner): string {
  return join(runsPath(workDir, owner), owner.container);
}

function runsPath(workDir: string, { agent, framework, executor }: SandboxOwner): string {
  const place = ['slaves', agent, 'frameworks', framework, 'executors', executor, 'runs'];
  return join(workDir, ...place);
}

/** Makes a sandbox; `runs/latest` leads to it from then on. */
export function makeSandbox(workDir: string, owner: SandboxOwner): void {
  const path = sandboxPath(workDir, owner);
  mkdirSync(path, { recursive: true, mode: 0o750 });
  const latest = join(runsPath(workDir, owner), 'latest');
  rmSync(latest, { force: true });
  symlinkSync(owner.container, latest);
}
