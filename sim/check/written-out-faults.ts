import type { Micros } from '../../core/machine.ts';
import { FAULT_KINDS, type FaultSpec, type FaultTarget } from '../faults/fault-spec.ts';
import { FaultSchedule } from '../faults/fault-schedule.ts';
import { durationText } from '../scenario/duration-text.ts';
import { WHOLE_RUN_US } from '../scenario/fault-specs.ts';
import { TARGET_FIELDS } from '../scenario/fault-targets.ts';
import { planScenario } from '../scenario/plan-scenario.ts';
import type { FaultDocument, ScenarioDocument } from '../scenario/scenario-document.ts';

/** Faults written out at most: a rate of one a second is left as it stands. */
const MOST_FAULTS = 2000;

/**
 * The scenario with each time that a fault strikes as an entry of its own, with `at` and whom it
 * hits: when it strikes no longer hangs on its place in the list, and each can be taken out.
 * @param beforeUs what would come later is left out
 * @returns null when there is nothing to write out, or too much
 */
export function writeOutFaults(
  document: ScenarioDocument,
  beforeUs: Micros,
): ScenarioDocument | null {
  const { network } = document;
  // What the network loses is said there.
  const planned = { ...document, network: network && { latency: network.latency } };
  const { plan, problems } = planScenario(planned);
  if (problems.length > 0 || plan.settings.faults.length === 0) return null;
  const { faults, seed, healAtUs = Number.POSITIVE_INFINITY } = plan.settings;
  const schedule = new FaultSchedule(faults, seed);
  const endUs = Math.min(beforeUs, healAtUs);
  const strikes: { readonly atUs: Micros; readonly fault: FaultDocument }[] = [];
  for (const [group, { spec, targets }] of schedule.groups.entries()) {
    let atUs = schedule.next(group, 0);
    while (atUs !== null && atUs < endUs) {
      if (strikes.length === MOST_FAULTS) return null;
      strikes.push({ atUs, fault: faultAt(atUs, spec, targets, document) });
      atUs = schedule.next(group, Math.min(atUs + spec.forUs, healAtUs));
    }
  }
  return { ...document, faults: inOrder(strikes) };
}

/** By time, those of one instant in the order of the plan. */
function inOrder(
  strikes: readonly { readonly atUs: Micros; readonly fault: FaultDocument }[],
): FaultDocument[] {
  return strikes.toSorted((a, b) => a.atUs - b.atUs).map(({ fault }) => fault);
}

function faultAt(
  atUs: Micros,
  { kind, forUs, ratio, factor, byUs }: FaultSpec,
  targets: readonly number[],
  document: ScenarioDocument,
): FaultDocument {
  return {
    kind,
    at: durationText(atUs),
    ...(forUs < WHOLE_RUN_US && { for: durationText(forUs) }),
    ...whom(FAULT_KINDS[kind].target, targets, document),
    ...(ratio !== undefined && { ratio: `${ratio.of}/${ratio.in}` }),
    ...(factor !== undefined && { factor }),
    ...(byUs !== undefined && { by: durationText(byUs) }),
  };
}

function whom(
  target: FaultTarget,
  targets: readonly number[],
  { frameworks }: ScenarioDocument,
): Partial<FaultDocument> {
  if (target !== 'framework') return { [TARGET_FIELDS[target]]: targets };
  return { frameworks: targets.map((one) => frameworks[one].name) };
}
