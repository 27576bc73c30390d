import type { Micros } from '../../core/machine.ts';
import {
  FAULT_KINDS,
  type FaultKind,
  type FaultSpec,
  type FaultTime,
} from '../faults/fault-spec.ts';
import { type Ratio, parseRatio } from '../random/ratio.ts';
import type { ClusterShape } from './cluster-shape.ts';
import { readDuration, readSignedDuration } from './duration-text.ts';
import { targetsOf } from './fault-targets.ts';
import { type Rate, type RateEach, readRate } from './rate-text.ts';
import type { FaultDocument } from './scenario-document.ts';
import type { DocumentPath, ScenarioProblems } from './scenario-problem.ts';

/** As long as any run lasts: a hundred years. */
export const WHOLE_RUN_US: Micros = 3_155_760_000_000_000;

/** What a kind hits that has to be said: everybody at once is no outage of a place. */
const PLACES: ReadonlyMap<FaultKind, 'rack' | 'zone'> = new Map([
  ['rack-outage', 'rack'],
  ['zone-outage', 'zone'],
]);

/** They happen in an instant. */
const INSTANT: ReadonlySet<FaultKind> = new Set(['session-expiry', 'clock-step']);

/** What the numbers of a fault have to be besides what their notation says. */
type Sizes = Pick<FaultSpec, 'ratio' | 'factor' | 'byUs'>;

/**
 * What a fault of a document means: one fault of the plan, or several where its rate is of each
 * target and the kind hits all targets together.
 */
export function faultSpecs(
  fault: FaultDocument,
  shape: ClusterShape,
  path: DocumentPath,
  problems: ScenarioProblems,
): FaultSpec[] {
  const before = problems.list.length;
  const { kind } = fault;
  const rate = rateOf(fault, path, problems);
  const when = timeOf(fault, rate, path, problems);
  const forUs = lengthOf(fault, path, problems);
  const sizes = sizesOf(fault, path, problems);
  const place = PLACES.get(kind);
  const somewhere = fault.rack ?? fault.zone ?? fault.agents;
  if (place !== undefined && somewhere === undefined && rate?.each !== place) {
    const wanted = `wanted one, or a rate "per ${place}"`;
    problems.refuse([...path, place], `found no ${place}, ${wanted}`);
  }
  const targets = targetsOf(fault, shape, path, problems);
  if (problems.list.length > before) return [];
  const groups = groupsOf(kind, targets, rate?.each ?? null, shape);
  if (groups.length === 0) {
    const each = rate?.each;
    problems.refuse([...path, 'rate'], `found a rate per ${each}, wanted agents with ${each}s`);
  }
  return groups.map((group) => ({
    ...{ kind, targets: group, when, forUs },
    ...sizes,
  }));
}

function rateOf(
  { kind, rate }: FaultDocument,
  path: DocumentPath,
  problems: ScenarioProblems,
): Rate | null {
  if (rate === undefined) return null;
  const at = [...path, 'rate'];
  const read = problems.value<Rate | null>(at, readRate(rate), null);
  const { target } = FAULT_KINDS[kind];
  if (read !== null && read.each !== null && read.each !== target) {
    const isPlace = read.each === 'rack' || read.each === 'zone';
    if (isPlace && target === 'agent' && FAULT_KINDS[kind].together) return read;
    const wanted = `wanted a rate per ${target}, which ${kind} hits`;
    problems.refuse(at, `found "${rate}", ${wanted}`);
  }
  return read;
}

function timeOf(
  { kind, at, rate: text }: FaultDocument,
  rate: Rate | null,
  path: DocumentPath,
  problems: ScenarioProblems,
): FaultTime {
  if (at !== undefined && text !== undefined) {
    problems.refuse(path, 'found both "at" and "rate", wanted either "at" or "rate"');
  }
  if (rate !== null) return { rate: { count: rate.count, perUs: rate.perUs } };
  if (at !== undefined) return { atUs: problems.value([...path, 'at'], readDuration(at), 0) };
  if (text === undefined && !FAULT_KINDS[kind].needs.some((need) => need === 'ratio')) {
    problems.refuse(path, 'found neither, wanted either "at" or "rate"');
  }
  return { atUs: 0 };
}

function lengthOf(
  { kind, for: text, rate }: FaultDocument,
  path: DocumentPath,
  problems: ScenarioProblems,
): Micros {
  if (text !== undefined) {
    const micros = problems.value([...path, 'for'], readDuration(text), 1);
    if (micros === 0) problems.refuse([...path, 'for'], `found "${text}", wanted more than 0`);
    return micros;
  }
  if (INSTANT.has(kind)) return 1;
  const lasting = rate === undefined && FAULT_KINDS[kind].needs.some((need) => need === 'ratio');
  if (!lasting)
    problems.refuse([...path, 'for'], 'found nothing, wanted how long it lasts, such as 5m');
  return WHOLE_RUN_US;
}

function sizesOf(fault: FaultDocument, path: DocumentPath, problems: ScenarioProblems): Sizes {
  const { kind, ratio, factor, by } = fault;
  const needs: readonly string[] = FAULT_KINDS[kind].needs;
  const given = { ratio, factor, byUs: by };
  for (const [need, value] of Object.entries(given)) {
    const field = need === 'byUs' ? 'by' : need;
    if (value === undefined && needs.includes(need)) {
      problems.refuse([...path, field], `found nothing, wanted ${WANTED.get(field)}`);
    } else if (value !== undefined && !needs.includes(need)) {
      const wanted =
        needs.length === 0 ? 'nothing beside its time' : needs.join(' and ').replace('byUs', 'by');
      problems.refuse([...path, field], `found a ${field} of ${kind}, wanted ${wanted}`);
    }
  }
  return {
    ...(ratio !== undefined && { ratio: ratioAt(ratio, [...path, 'ratio'], problems) }),
    ...(factor !== undefined && { factor: factorAt(factor, [...path, 'factor'], problems) }),
    ...(by !== undefined && { byUs: shiftAt(kind, by, [...path, 'by'], problems) }),
  };
}

const WANTED: ReadonlyMap<string, string> = new Map([
  ['ratio', 'how many it touches, such as 1/1000'],
  ['factor', 'how many times as long, such as 3'],
  ['by', 'how far, such as 200ms'],
]);

export function ratioAt(text: string, path: DocumentPath, problems: ScenarioProblems): Ratio {
  const wanted = `found "${text}", wanted a ratio from 0 to 1 such as 1/1000`;
  return problems.value(path, parseRatio(text) ?? wanted, { of: 0, in: 1 });
}

function factorAt(factor: number, path: DocumentPath, problems: ScenarioProblems): number {
  if (!(factor > 0 && factor < 1e6)) {
    problems.refuse(path, `found ${factor}, wanted more than 0 and less than a million`);
  }
  return factor;
}

/** Clocks go both ways; what is late is not early. */
function shiftAt(
  kind: FaultKind,
  by: string,
  path: DocumentPath,
  problems: ScenarioProblems,
): Micros {
  const read = kind === 'late-watches' ? readDuration(by) : readSignedDuration(by);
  return problems.value(path, read, 0);
}

/** Who is hit together, in as many faults as it takes. */
function groupsOf(
  kind: FaultKind,
  targets: readonly number[],
  each: RateEach | null,
  { racks, zones }: ClusterShape,
): (readonly number[])[] {
  if (each === null || !FAULT_KINDS[kind].together) return [targets];
  if (each !== 'rack' && each !== 'zone') return targets.map((one) => [one]);
  const places = each === 'rack' ? racks : zones;
  const members = new Map<string, number[]>();
  for (const agent of targets) {
    const place = places[agent];
    if (place === null) continue;
    const known = members.get(place);
    if (known === undefined) members.set(place, [agent]);
    else known.push(agent);
  }
  return [...members.values()];
}
