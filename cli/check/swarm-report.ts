import type { Json } from '../output/json.ts';
import { formatCount, formatSpan } from '../output/numbers.ts';
import type { SwarmReport } from './run-swarm.ts';
import type { SeedSource } from './seed-source.ts';

/** What came of a swarm, in a line or two. */
export function swarmText(report: SwarmReport, seeds: SeedSource): string {
  const { passed, twice, events, seconds, workers } = report;
  const of = Number.isFinite(seeds.count) ? ` of ${formatCount(seeds.count)}` : '';
  const threads = `${workers} ${workers === 1 ? 'thread' : 'threads'}`;
  const rate = `${formatCount(perHour(report))} an hour and thread`;
  return (
    `${formatCount(passed)}${of} seeds broke no invariant, in ${formatSpan(seconds)} ` +
    `on ${threads}: ${rate}\n` +
    `${formatCount(twice)} of them were run twice and were equal; ${formatCount(events)} events\n`
  );
}

export function swarmDocument(report: SwarmReport): { readonly [name: string]: Json } {
  const { passed, twice, events, seconds, workers, marks, refused, died } = report;
  const rate = { perHourAndThread: perHour(report) };
  const ended = { refused: refused && { ...refused }, died };
  const coverage = marks.length === 0 ? {} : { coverage: marks.map((one) => ({ ...one })) };
  return { seeds: passed, twice, events, seconds, workers, ...rate, ...ended, ...coverage };
}

function perHour({ passed, seconds, workers }: SwarmReport): number {
  return seconds > 0 ? Math.round((3600 * passed) / seconds / workers) : 0;
}
