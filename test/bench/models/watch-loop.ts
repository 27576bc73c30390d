import { openSync, readSync } from 'node:fs';

/** What a process that was started with this module loaded first says when it is asked. */
export interface LoopReport {
  /** Longest time for which its event loop did nothing else, milliseconds, since the last report. */
  readonly longestMs: number;
  /** The same with the time in which other programs had the processor. */
  readonly longestWallMs: number;
  readonly rssMiB: number;
  readonly processorSeconds: number;
}

/** How often the loop is looked at, milliseconds: what is shorter is not seen. */
const EVERY_MS = 1;

/**
 * How long the main thread has waited for a processor, milliseconds: on a machine with other work
 * most of what a loop is late by (Linux's `/proc/PID/task/TID/schedstat`; 0 elsewhere).
 */
class QueueTime {
  private readonly file: number | null = process.platform === 'linux' ? openStat() : null;
  private readonly buffer = Buffer.alloc(128);

  now(): number {
    if (this.file === null) return 0;
    const length = readSync(this.file, this.buffer, 0, this.buffer.length, 0);
    const [, waited = '0'] = this.buffer.toString('latin1', 0, length).split(' ');
    return Number(waited) / 1e6;
  }
}

function openStat(): number {
  return openSync(`/proc/self/task/${process.pid}/schedstat`, 'r');
}

const queue = new QueueTime();
let longestMs = 0;
let longestWallMs = 0;
let lastMs = performance.now();
let lastWaitedMs = queue.now();

function look(): void {
  const nowMs = performance.now();
  const waitedMs = queue.now();
  const lateMs = nowMs - lastMs - EVERY_MS;
  longestWallMs = Math.max(longestWallMs, lateMs);
  longestMs = Math.max(longestMs, lateMs - (waitedMs - lastWaitedMs));
  lastMs = nowMs;
  lastWaitedMs = waitedMs;
}
setInterval(look, EVERY_MS).unref();

process.on('message', (asked) => {
  if (asked !== 'loop') return;
  // What kept it from hearing the question counts as well.
  look();
  const { user, system } = process.cpuUsage();
  const rssMiB = process.memoryUsage.rss() / 1024 ** 2;
  const report: LoopReport = {
    ...{ longestMs, longestWallMs, rssMiB, processorSeconds: (user + system) / 1e6 },
  };
  longestMs = 0;
  longestWallMs = 0;
  process.send?.(report);
});
// Who starts it may go away first.
process.channel?.unref();
