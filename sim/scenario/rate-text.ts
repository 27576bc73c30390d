import type { Micros } from '../../core/machine.ts';
import { readDuration } from './duration-text.ts';

/** How often something happens, and to what each time: `1 per 6h per agent`. */
export interface Rate {
  readonly count: number;
  readonly perUs: Micros;
  /** What the rate is of; null when the text does not say. */
  readonly each: RateEach | null;
}

export type RateEach = 'agent' | 'rack' | 'zone' | 'master' | 'framework' | 'server';

const RATE = /^(\d+(?:\.\d+)?) per (\S+)(?: per (agent|rack|zone|master|framework|server))?$/;

/** @returns what was found and wanted when the text is no rate, or one that is 0 or endless */
export function readRate(text: string): Rate | string {
  const match = RATE.exec(text.trim());
  if (match === null) return `found "${text}", wanted a rate such as 1 per 6h per agent`;
  const [count, perUs] = [Number(match[1]), readDuration(match[2])];
  if (typeof perUs === 'string') return perUs;
  if (!(count > 0 && perUs > 0)) return `found "${text}", wanted more than 0 of both numbers`;
  const each = match[3] === undefined ? null : (match[3] as RateEach);
  return { count, perUs, each };
}
