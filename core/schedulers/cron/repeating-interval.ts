import type { Micros } from '../../machine.ts';
import { parseDuration, parseInstant } from './iso-8601.ts';

/** Times at which something is due: `startUs`, and every `periodUs` from then on. */
export interface RepeatingInterval {
  /** How many there are; null for no end. */
  readonly count: number | null;
  readonly startUs: Micros;
  readonly periodUs: Micros;
}

/** What a schedule's start may refer to. */
export interface ScheduleClock {
  /** A start that is left out. */
  readonly nowUs: Micros;
  /** Time 0 as microseconds since 1970 in UTC; null: nobody knows the date. */
  readonly originUs: Micros | null;
}

/**
 * Reads a schedule `R[n]/start/period` of ISO 8601 as Chronos does: n times in all, or without
 * end. The start is a time with its zone, a duration since time 0 (our own, for runs that have
 * no date), or left out, which is now.
 * @returns the schedule, or what is wrong with it
 */
export function parseSchedule(text: string, clock: ScheduleClock): RepeatingInterval | string {
  const parts = /^R(\d{0,9})\/([^/]*)\/([^/]*)$/.exec(text);
  if (parts === null) {
    return `found schedule "${text}", wanted R[n]/start/period, such as R5/PT10M/PT1H`;
  }
  const [, count, start, period] = parts;
  const startUs = parseStart(start, clock);
  if (typeof startUs === 'string') return `found schedule "${text}": ${startUs}`;
  const periodUs = parseDuration(period);
  if (typeof periodUs === 'string') return `found schedule "${text}": ${periodUs}`;
  if (periodUs === 0) return `found schedule "${text}", wanted a period longer than nothing`;
  return { count: count === '' ? null : Number(count), startUs, periodUs };
}

function parseStart(start: string, { nowUs, originUs }: ScheduleClock): Micros | string {
  if (start === '') return nowUs;
  if (start.startsWith('P')) return parseDuration(start);
  const instant = parseInstant(start);
  if (typeof instant === 'string') return instant;
  if (originUs === null) {
    return `found start "${start}", wanted a duration since the start of the run: it has no date`;
  }
  return instant - originUs;
}

/** When the k-th is due, k from 0; null when there are not so many. */
export function dueAt({ count, startUs, periodUs }: RepeatingInterval, k: number): Micros | null {
  return count !== null && k >= count ? null : startUs + k * periodUs;
}

/** The first that is due at a time or later. */
export function firstFrom({ startUs, periodUs }: RepeatingInterval, us: Micros): number {
  // The quotient is rounded; the products are exact.
  let k = Math.max(0, Math.floor((us - startUs) / periodUs) - 1);
  while (startUs + k * periodUs < us) k++;
  return k;
}
