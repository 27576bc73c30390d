import type { ContainerExit, ContainerSpec, Containerizer } from '../containers/containerizer.ts';
import type { OtherUsers } from '../containers/other-user.ts';
import type { MesosTask } from '../mesos/call-schema.ts';
import type { Fetcher } from './fetcher/fetcher.ts';
import { type SandboxOwner, makeSandbox } from './sandbox.ts';

/** A container that is to run. */
export interface Launch {
  readonly spec: ContainerSpec;
  readonly command: MesosTask['command'];
  readonly owner: SandboxOwner;
  /** Of its framework; a command may name another. */
  readonly user: string;
}

/** Makes sandboxes, fetches what commands need into them, and launches their containers. */
export class Launcher {
  private readonly workDir: string;
  private readonly fetcher: Fetcher;
  private readonly containerizer: Containerizer;
  private readonly users: OtherUsers | null;
  /** By container: ends the fetching. */
  private readonly fetching = new Map<string, AbortController>();

  /** @param users null where all runs as the agent does */
  constructor(
    workDir: string,
    fetcher: Fetcher,
    containerizer: Containerizer,
    users: OtherUsers | null,
  ) {
    this.workDir = workDir;
    this.fetcher = fetcher;
    this.containerizer = containerizer;
    this.users = users;
  }

  /** @param ended hears of a container that never ran; not called from inside this call */
  launch(
    { spec, command, owner, user: usual }: Launch,
    ended: (exit: ContainerExit) => void,
  ): void {
    try {
      makeSandbox(this.workDir, owner);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      setImmediate(() => ended(neverRan('LAUNCH_FAILED', `no sandbox: ${reason}`)));
      return;
    }
    const uris = command?.uris ?? [];
    const user = command?.user ?? usual;
    if (uris.length === 0) return this.run(spec, user, ended);
    const over = new AbortController();
    this.fetching.set(spec.id, over);
    this.fetcher.fetch(uris, spec.sandbox, command?.user ?? '', over.signal).then(
      () => {
        if (this.fetching.delete(spec.id)) this.run(spec, user, ended);
        else ended(neverRan('KILLED', 'killed before it was started'));
      },
      (error: unknown) => {
        const wasWanted = this.fetching.delete(spec.id);
        const reason = error instanceof Error ? error.message : String(error);
        ended(neverRan(wasWanted ? 'LAUNCH_FAILED' : 'KILLED', reason));
      },
    );
  }

  private run(spec: ContainerSpec, user: string, ended: (exit: ContainerExit) => void): void {
    try {
      this.containerizer.launch(this.users?.switched(spec, user) ?? spec);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      setImmediate(() => ended(neverRan('LAUNCH_FAILED', reason)));
    }
  }

  /** Also one that is not there yet. */
  kill(container: string, graceMs: number): void {
    const fetching = this.fetching.get(container);
    if (fetching === undefined) return this.containerizer.kill(container, graceMs);
    this.fetching.delete(container);
    fetching.abort(new Error('killed before it was started'));
  }

  /** Fetches nothing more. */
  close(): void {
    for (const fetching of this.fetching.values()) fetching.abort(new Error('the agent ends'));
    this.fetching.clear();
  }
}

/** The end of a container that never ran. */
export function neverRan(reason: ContainerExit['reason'], message: string): ContainerExit {
  return { code: null, signal: null, oomKilled: false, reason, message };
}
