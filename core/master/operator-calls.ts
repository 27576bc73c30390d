import type { DrainAgent, OperatorCall } from '../protocol/operator-api.ts';
import { isTerminal } from '../protocol/task-states.ts';
import { markGone, tasksOf } from './agent-removal.ts';
import type { Books } from './books.ts';
import type { MasterOutput } from './master-io.ts';
import type { AgentRecord } from './records.ts';

/** Carries out what an operator asks about an agent (`mesos-semantics` parts 10.5 and 10.8). */
export function operatorCall(books: Books, call: OperatorCall, out: MasterOutput): void {
  const problem = call.type === 'MARK_AGENT_GONE' ? markGone(books, call.agentId, out) : null;
  if (problem !== null) out.reject(call, problem);
  if (call.type === 'MARK_AGENT_GONE') return;
  const agent = books.agents[call.agentId];
  if (!agent) return out.reject(call, `unknown agent ${call.agentId}`);
  switch (call.type) {
    case 'DEACTIVATE_AGENT':
      if (agent.mode === 'active') deactivate(books, agent, 'deactivated', out);
      return;
    case 'DRAIN_AGENT':
      return drain(books, agent, call, out);
    case 'REACTIVATE_AGENT': {
      const { id, mode } = agent;
      if (mode !== 'deactivated' && mode !== 'drained') {
        return out.reject(call, `agent ${id} is ${mode}: wanted one deactivated or drained`);
      }
      agent.mode = 'active';
      return books.allocator.setAgentActive(id, agent.connected);
    }
  }
}

/** A draining agent is drained when its last task has ended and that is acknowledged. */
export function reviewDrain(books: Books, agent: AgentRecord, out: MasterOutput): void {
  if (agent.firstTask !== null) return;
  if (agent.mode === 'draining') agent.mode = 'drained';
  if (agent.mode === 'gone-when-drained') markGone(books, agent.id, out);
}

function deactivate(
  books: Books,
  agent: AgentRecord,
  mode: AgentRecord['mode'],
  out: MasterOutput,
): void {
  agent.mode = mode;
  books.allocator.setAgentActive(agent.id, false);
  books.rescindAll(agent, out);
}

function drain(books: Books, agent: AgentRecord, call: DrainAgent, out: MasterOutput): void {
  if (agent.mode === 'gone-when-drained') {
    return out.reject(call, `agent ${agent.id} is being marked gone`);
  }
  deactivate(books, agent, call.markGone ? 'gone-when-drained' : 'draining', out);
  for (const task of tasksOf(agent)) {
    if (isTerminal(task.state)) continue;
    task.killAsked = true;
    const { framework, info } = task;
    const { taskId } = info;
    if (!agent.connected) continue;
    out.send(agent.connection, { type: 'KILL_TASK', frameworkId: framework.id, taskId });
  }
  reviewDrain(books, agent, out);
}
