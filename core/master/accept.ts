import type { Micros } from '../machine.ts';
import type { Accept } from '../protocol/scheduler-api.ts';
import type { TaskInfo } from '../protocol/tasks.ts';
import type { Books } from './books.ts';
import type { MasterOutput } from './master-io.ts';
import type { AgentRecord, FrameworkRecord, OpenOffer } from './records.ts';

/**
 * ACCEPT: launches tasks on offered resources and declines what is left
 * (`mesos-semantics` parts 7.4 to 7.6).
 *
 * One bad offer spoils the whole call: the offers that exist are consumed and every task is
 * lost. A bad task is an error of that task alone.
 */
export function accept(
  master: Books,
  framework: FrameworkRecord,
  call: Accept,
  now: Micros,
  out: MasterOutput,
): void {
  const offers = findOffers(master, framework, call);
  if (typeof offers === 'string') return spoil(master, framework, call, offers, out);
  const agent = master.agents[offers[0].agentId] as AgentRecord;
  const left = [...offers[0].resources];
  for (const [i, offer] of offers.entries()) {
    master.endOffer(offer);
    if (i > 0) for (let r = 0; r < left.length; r++) left[r] += offer.resources[r];
  }
  const tasks = launch(master, framework, agent, call.launches, left, out);
  if (tasks.length > 0) {
    framework.counts.accepted += offers.length;
    const { id: frameworkId, checkpoint } = framework;
    out.send(agent.connection, { type: 'RUN_TASKS', frameworkId, checkpoint, tasks });
  } else {
    framework.counts.declined += offers.length;
  }
  if (left.some((amount) => amount > 0)) {
    master.allocator.decline(framework.client, agent.id, left, call.refuseSeconds, now);
  }
}

/** The offers of a call, or what is wrong with them. */
function findOffers(
  master: Books,
  framework: FrameworkRecord,
  call: Accept,
): readonly [OpenOffer, ...OpenOffer[]] | string {
  const found: OpenOffer[] = [];
  for (const id of call.offers) {
    const offer = master.offers.get(id);
    if (offer === undefined || offer.framework !== framework) return `offer ${id} is not open`;
    if (found.includes(offer)) return `offer ${id} is listed twice`;
    if (found.length > 0 && found[0].agentId !== offer.agentId) {
      return `offers of agents ${found[0].agentId} and ${offer.agentId} in one ACCEPT`;
    }
    found.push(offer);
  }
  const [first, ...others] = found;
  return first === undefined ? 'no offers given' : [first, ...others];
}

function spoil(
  master: Books,
  framework: FrameworkRecord,
  call: Accept,
  reason: string,
  out: MasterOutput,
): void {
  out.reject(call, reason);
  for (const id of new Set(call.offers)) {
    const offer = master.offers.get(id);
    if (offer === undefined || offer.framework !== framework) continue;
    master.endOffer(offer);
    framework.counts.declined++;
    master.allocator.recover(framework.client, offer.agentId, offer.resources);
  }
  for (const { taskId } of call.launches) {
    master.sendMasterStatus(framework, taskId, -1, 'TASK_LOST', 'INVALID_OFFERS', reason, out);
  }
}

/** Books the valid tasks against what is left of the offers and returns them. */
function launch(
  master: Books,
  framework: FrameworkRecord,
  agent: AgentRecord,
  launches: readonly TaskInfo[],
  left: number[],
  out: MasterOutput,
): readonly TaskInfo[] {
  const valid: TaskInfo[] = [];
  for (const info of launches) {
    const problem = problemOf(framework, info, left);
    if (problem !== null) {
      const { taskId } = info;
      master.sendMasterStatus(
        framework,
        taskId,
        agent.id,
        'TASK_ERROR',
        'TASK_INVALID',
        problem,
        out,
      );
      continue;
    }
    for (let r = 0; r < left.length; r++) left[r] -= info.resources[r];
    master.enterTask(framework, agent, info, 'TASK_STAGING');
    valid.push(info);
  }
  return valid;
}

/** What is wrong with a task, or null (`mesos-semantics` part 7.6). */
function problemOf(
  framework: FrameworkRecord,
  info: TaskInfo,
  left: readonly number[],
): string | null {
  if (!(info.taskId >= 0 && Number.isSafeInteger(info.taskId))) {
    return `task id ${info.taskId} is not a whole number`;
  }
  if (framework.tasks.has(info.taskId)) return `task id ${info.taskId} is in use`;
  if (info.resources.length !== left.length) return `task ${info.taskId} names other resources`;
  let some = false;
  for (let r = 0; r < left.length; r++) {
    const need = info.resources[r];
    // Whole thousandths: sums of parts are not exact, and accounts must end at zero.
    if (!(need >= 0 && Number.isSafeInteger(need))) {
      return `task ${info.taskId} asks for ${need} of resource ${r}`;
    }
    if (need > left[r])
      return `task ${info.taskId} needs ${need} of resource ${r}, left are ${left[r]}`;
    if (need > 0) some = true;
  }
  return some ? null : `task ${info.taskId} asks for nothing`;
}
