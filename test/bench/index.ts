import { allocatorCases, allocatorScale } from './allocator-cases.ts';
import { allocatorGrid } from './allocator-grid.ts';
import type { Benchmark } from './benchmark.ts';
import { check } from './check.ts';
import { cycle } from './cycle.ts';
import { failover } from './failover.ts';
import { fb2010 } from './fb2010.ts';
import { kernel } from './kernel.ts';
import { live } from './live.ts';
import { liveFailover } from './live-failover.ts';
import { liveScale } from './live-scale.ts';
import { liveTasks } from './live-tasks.ts';
import { omega } from './omega.ts';
import { queue } from './queue.ts';
import { simulator } from './simulator.ts';
import { traceMemory } from './trace-memory.ts';
import { traces } from './traces.ts';
import { viz } from './viz.ts';

/** Every benchmark, from the smallest part to the largest; `evenhand bench` finds them here. */
export const BENCHMARKS: readonly Benchmark[] = [
  ...[queue, kernel, cycle, allocatorGrid, allocatorCases, allocatorScale],
  ...[traces, traceMemory],
  ...[simulator, check, failover, omega, fb2010],
  ...[live, liveTasks, liveFailover, liveScale, viz],
];
