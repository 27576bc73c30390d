import { createHook } from 'node:async_hooks';
import { openSync, readSync } from 'node:fs';

/** What a process that was started with this module loaded first says when it is asked. */
export interface LoopReport {
  /** Most that one callback took of a processor, milliseconds, since the last report. */
  readonly callbackMs: number;
  /** Most of a processor between two looks of a timer at the clock: many callbacks on end. */
  readonly turnMs: number;
  /** Longest time between two such looks by the clock on the wall. */
  readonly wallMs: number;
  readonly rssMiB: number;
  readonly processorSeconds: number;
}

/** How often the loop is looked at, milliseconds: what is shorter is not seen. */
const EVERY_MS = 1;

const stat = openSync(`/proc/self/task/${process.pid}/schedstat`, 'r');
const buffer = Buffer.alloc(128);

/**
 * For how long the main thread has had a processor, milliseconds: what it does, whatever else the
 * machine has to do. Linux's, as exact as its clock ticks (4 ms at most).
 */
function processorMs(): number {
  const length = readSync(stat, buffer, 0, buffer.length, 0);
  return Number(buffer.toString('latin1', 0, length).split(' ', 1)[0]) / 1e6;
}

let callbackMs = 0;
let turnMs = 0;
let wallMs = 0;
let lastMs = performance.now();
let lastProcessorMs = processorMs();

function look(): void {
  const nowMs = performance.now();
  const nowProcessorMs = processorMs();
  wallMs = Math.max(wallMs, nowMs - lastMs - EVERY_MS);
  turnMs = Math.max(turnMs, nowProcessorMs - lastProcessorMs);
  lastMs = nowMs;
  lastProcessorMs = nowProcessorMs;
}
setInterval(look, EVERY_MS).unref();

let depth = 0;
let beganMs = 0;
createHook({
  before: () => {
    if (depth++ === 0) beganMs = processorMs();
  },
  after: () => {
    if (--depth === 0) callbackMs = Math.max(callbackMs, processorMs() - beganMs);
  },
}).enable();

process.on('message', (asked) => {
  if (asked !== 'loop') return;
  // What kept it from hearing the question counts as well.
  look();
  const { user, system } = process.cpuUsage();
  const rssMiB = process.memoryUsage.rss() / 1024 ** 2;
  const report: LoopReport = {
    ...{ callbackMs, turnMs, wallMs, rssMiB, processorSeconds: (user + system) / 1e6 },
  };
  callbackMs = 0;
  turnMs = 0;
  wallMs = 0;
  process.send?.(report);
});
// Who starts it may go away first.
process.channel?.unref();
