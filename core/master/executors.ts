import { Resources } from '../resources/resources.ts';
import type { ExitedExecutor, ReportedExecutor } from '../protocol/agent-api.ts';
import type { ExecutorId } from '../protocol/ids.ts';
import type { ExecutorInfo } from '../protocol/tasks.ts';
import type { Books } from './books.ts';
import type { MasterOutput } from './master-io.ts';
import {
  type AgentRecord,
  type ExecutorRecord,
  type FrameworkRecord,
  NO_EXECUTORS,
} from './records.ts';

/**
 * Executors that frameworks have named: each holds its resources from its first task until its
 * agent says that it ended. Command executors are nobody's business.
 */
export function executorOf(
  agent: AgentRecord,
  framework: FrameworkRecord,
  executorId: ExecutorId,
): ExecutorRecord | undefined {
  return agent.executors.find(
    (executor) => executor.framework === framework && executor.info.executorId === executorId,
  );
}

/** Whether two executors are the same: an id cannot be used for another one. */
export function sameExecutor(a: ExecutorInfo, b: ExecutorInfo): boolean {
  const restOf = ({ rest = Resources.EMPTY }: ExecutorInfo): Resources => rest;
  return (
    a.executorId === b.executorId &&
    a.type === b.type &&
    a.resources.length === b.resources.length &&
    a.resources.every((amount, r) => amount === b.resources[r]) &&
    restOf(a).equals(restOf(b))
  );
}

/**
 * Executors are gone: what they held is free.
 * @returns whether there were any
 */
export function endExecutors(
  books: Books,
  agent: AgentRecord,
  isGone: (executor: ExecutorRecord) => boolean,
): boolean {
  const gone = agent.executors.filter(isGone);
  for (const executor of gone) {
    const { framework, client, info } = executor;
    const others = agent.executors.filter((one) => one !== executor);
    agent.executors = others.length === 0 ? NO_EXECUTORS : others;
    books.recover(framework, client, agent.id, info.resources, info.rest ?? Resources.EMPTY);
  }
  if (gone.length > 0) books.observer?.executorsChanged(agent);
  return gone.length > 0;
}

/** An executor has ended; its agent tells of its tasks by itself. */
export function exitedExecutor(books: Books, message: ExitedExecutor, out: MasterOutput): void {
  const agent = books.agents[message.agentId];
  const framework = books.frameworks[message.frameworkId];
  if (!agent || !framework) return;
  const { executorId, status } = message;
  const executor = executorOf(agent, framework, executorId);
  if (executor === undefined) return;
  endExecutors(books, agent, (one) => one === executor);
  const how = status === undefined ? {} : { status };
  books.tell(framework, { type: 'FAILURE', agentId: agent.id, executorId, ...how }, out);
}

/** An agent is back: what executors it has, and which it has no more (part 10.7). */
export function compareExecutors(
  books: Books,
  agent: AgentRecord,
  reported: readonly ReportedExecutor[],
  out: MasterOutput,
): void {
  const found = new Set<ExecutorRecord>();
  for (const { frameworkId, info, role } of reported) {
    const framework = books.frameworks[frameworkId];
    if (!framework) continue;
    const known = executorOf(agent, framework, info.executorId);
    if (known !== undefined) {
      found.add(known);
      continue;
    }
    const client = books.clientFor(framework, role);
    const portion = { plain: info.resources, rest: info.rest ?? Resources.EMPTY };
    books.allocator.occupy(agent.id, portion);
    books.allocator.charge(client, agent.id, portion);
    const executor: ExecutorRecord = { info, framework, client };
    agent.executors = [...agent.executors, executor];
    found.add(executor);
    books.observer?.executorsChanged(agent);
  }
  for (const executor of agent.executors.filter((one) => !found.has(one))) {
    endExecutors(books, agent, (one) => one === executor);
    const { framework, info } = executor;
    const { executorId } = info;
    books.tell(framework, { type: 'FAILURE', agentId: agent.id, executorId }, out);
  }
}
