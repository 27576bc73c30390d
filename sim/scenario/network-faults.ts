import { FAULT_KINDS, type FaultKind, type FaultSpec } from '../faults/fault-spec.ts';
import type { LatencySpec } from '../experiment/experiment.ts';
import { DEFAULT_LATENCY } from '../experiment/default-settings.ts';
import { type ClusterShape, populationOf } from './cluster-shape.ts';
import { readDuration } from './duration-text.ts';
import { WHOLE_RUN_US, ratioAt } from './fault-specs.ts';
import type { NetworkDocument } from './scenario-document.ts';
import type { ScenarioProblems } from './scenario-problem.ts';

/** Of each field of a network, the fault it is on everybody's messages for the whole run. */
const KIND_OF: ReadonlyMap<'drop' | 'duplicate' | 'reorder', FaultKind> = new Map([
  ['drop', 'message-loss'],
  ['duplicate', 'message-copies'],
  ['reorder', 'message-disorder'],
] as const);

export function networkFaults(
  network: NetworkDocument | undefined,
  shape: ClusterShape,
  problems: ScenarioProblems,
): FaultSpec[] {
  return [...KIND_OF].flatMap(([field, kind]) => {
    const text = network?.[field];
    if (text === undefined) return [];
    const everybody = populationOf(shape)[FAULT_KINDS[kind].target];
    return {
      kind,
      targets: Array.from({ length: everybody }, (_, one) => one),
      when: { atUs: 0 },
      forUs: WHOLE_RUN_US,
      ratio: ratioAt(text, ['network', field], problems),
    };
  });
}

export function networkLatency(
  network: NetworkDocument | undefined,
  problems: ScenarioProblems,
): LatencySpec {
  const latency = network?.latency;
  const path = ['network', 'latency'];
  if (latency === undefined) return DEFAULT_LATENCY;
  if (typeof latency === 'string') {
    return { kind: 'constant', us: problems.value(path, readDuration(latency), 0) };
  }
  return {
    kind: 'lognormal',
    meanUs: problems.value([...path, 'mean'], readDuration(latency.mean), 1),
    p99Us: problems.value([...path, 'p99'], readDuration(latency.p99), 1),
  };
}
