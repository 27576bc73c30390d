import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import type { LoopReport } from './watch-loop.ts';

/** Built: benchmarks run from what `tsc -b` makes. */
const WATCH = new URL('./watch-loop.js', import.meta.url);
const EVENHAND = fileURLToPath(new URL('../../../cli/main.js', import.meta.url));

/** A process of ours whose event loop is watched from inside. */
export class WatchedProcess {
  private readonly child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.child = child;
  }

  /** An `evenhand` command that prints an address once it answers. */
  static async evenhand(
    ...args: readonly string[]
  ): Promise<{ readonly process: WatchedProcess; readonly url: string }> {
    const child = fork(EVENHAND, args, {
      execArgv: ['--import', WATCH.href],
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    const url = await new Promise<string>((resolve, reject) => {
      let text = '';
      child.stdout?.setEncoding('utf8').on('data', (more: string) => {
        text += more;
        const found = /(http:\/\/\S+)/.exec(text)?.[1];
        if (found !== undefined) resolve(found);
      });
      child.once('exit', (code) => reject(new Error(`evenhand ${args[0]} ended with ${code}`)));
    });
    return { process: new WatchedProcess(child), url };
  }

  /** Since it was asked last. */
  async report(): Promise<LoopReport> {
    const answer = once(this.child, 'message');
    this.child.send('loop');
    const [report] = (await answer) as [LoopReport];
    return report;
  }

  async end(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
  }
}
