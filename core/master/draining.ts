import { MICROS_PER_SECOND, type Micros } from '../machine.ts';
import type { KillTask } from '../protocol/agent-api.ts';
import type { AgentId } from '../protocol/ids.ts';
import type { AgentCall, DrainAgent, ReactivateAgent, Refusal } from '../protocol/operator-api.ts';
import { isTerminal } from '../protocol/task-states.ts';
import { markGone, tasksOf } from './agent-removal.ts';
import type { Books } from './books.ts';
import type { MasterOutput } from './master-io.ts';
import type { AgentMode, AgentRecord, TaskRecord } from './records.ts';
import { type AdmittedAgent, graceOf } from './registry-record.ts';

/** How long executors let a task end whose kill policy does not say (Mesos's command executor). */
const USUAL_KILL_GRACE_US = 3 * MICROS_PER_SECOND;

/** Why a call about an agent cannot be carried out, or null (`mesos-semantics` part 10.8). */
export function checkAgentCall(books: Books, call: AgentCall): Refusal | null {
  const { agentId } = call;
  if (call.type === 'MARK_AGENT_GONE') return null;
  const found = books.agents[agentId] ?? awayAgent(books, agentId);
  if (!found) return { fault: 'INVALID', reason: `unknown agent ${agentId}` };
  const { mode } = found;
  if (call.type === 'DRAIN_AGENT') return problemOfDrain(call, mode);
  if (call.type !== 'REACTIVATE_AGENT') return null;
  return problemOfReactivation(call, mode);
}

export function applyAgentCall(
  books: Books,
  call: AgentCall,
  now: Micros,
  out: MasterOutput,
): Refusal | null {
  if (call.type === 'MARK_AGENT_GONE') {
    const reason = markGone(books, call.agentId, now, out);
    return reason === null ? null : { fault: 'UNKNOWN', reason };
  }
  const agent = books.agents[call.agentId] ?? null;
  if (agent === null) {
    setModeAway(books, call, now, out);
    return null;
  }
  switch (call.type) {
    case 'DEACTIVATE_AGENT': {
      const deactivate = (_: Micros, output: MasterOutput): void => withhold(books, agent, output);
      if (agent.mode === 'active') setMode(books, agent, 'deactivated', deactivate, now, out);
      return null;
    }
    case 'DRAIN_AGENT':
      drain(books, agent, call, now, out);
      return null;
    case 'REACTIVATE_AGENT': {
      const reactivate = (): void => books.allocator.setAgentActive(agent.id, agent.connected);
      setMode(books, agent, 'active', reactivate, now, out);
      return null;
    }
  }
}

/** A draining agent is drained when nothing runs there and all that ended is acknowledged. */
export function reviewDrain(
  books: Books,
  agent: AgentRecord,
  now: Micros,
  out: MasterOutput,
): void {
  if (!isDraining(agent) || agent.firstTask !== null || agent.executors.length > 0) return;
  for (const { agentId } of books.operations.values()) if (agentId === agent.id) return;
  books.marks?.sometimes(agent.mode === 'draining' ? 'drained' : 'drained-gone');
  if (agent.mode === 'draining') setMode(books, agent, 'drained', () => undefined, now, out);
  else markGone(books, agent.id, now, out);
}

export function isDraining({ mode }: AgentRecord): boolean {
  return mode === 'draining' || mode === 'gone-when-drained';
}

/** Has a task killed, with the time its kill policy and a drain leave it; repeated on return. */
export function sendKill(task: TaskRecord, out: MasterOutput): void {
  const { agent, framework, info, killGraceUs } = task;
  if (!agent.connected) return;
  const { taskId } = info;
  const asked = killGraceUs ?? info.killGraceUs;
  const grace = asked === undefined ? {} : { graceUs: asked };
  const kill: KillTask = {
    ...{ type: 'KILL_TASK', frameworkId: framework.id, taskId },
    ...grace,
  };
  if (!isDraining(agent)) return out.send(agent.connection, kill);
  const bound = agent.drainGraceUs;
  const state =
    agent.mode === 'gone-when-drained' && framework.partitionAware
      ? 'TASK_GONE_BY_OPERATOR'
      : 'TASK_KILLED';
  out.send(agent.connection, {
    ...kill,
    ...(bound === null ? {} : { graceUs: Math.min(asked ?? USUAL_KILL_GRACE_US, bound) }),
    endsAs: { state, reason: 'AGENT_DRAINING' },
  });
}

function problemOfDrain({ agentId, maxGraceUs = 0 }: DrainAgent, mode: AgentMode): Refusal | null {
  if (!(maxGraceUs >= 0)) {
    return { fault: 'INVALID', reason: `a grace period of ${maxGraceUs} µs: wanted 0 or more` };
  }
  if (mode !== 'gone-when-drained') return null;
  return { fault: 'CONFLICT', reason: `agent ${agentId} is being marked gone` };
}

function problemOfReactivation({ agentId }: ReactivateAgent, mode: AgentMode): Refusal | null {
  if (mode === 'deactivated' || mode === 'drained') return null;
  const reason = `agent ${agentId} is ${mode}: wanted one deactivated or drained`;
  return { fault: 'INVALID', reason };
}

/** What an operator wants of an agent outlives the master: `then` runs once it is stored. */
function setMode(
  books: Books,
  agent: AgentRecord,
  mode: AgentMode,
  then: (now: Micros, out: MasterOutput) => void,
  now: Micros,
  out: MasterOutput,
  graceUs: Micros | null = agent.drainGraceUs,
): void {
  const { id, hostname } = agent;
  books.registrar.apply(
    ({ admitted }) => {
      if (admitted.has(id)) admitted.set(id, { hostname, mode, ...graceOf(graceUs) });
    },
    (later, output) => {
      if (books.agents[id] !== agent) return;
      agent.mode = mode;
      agent.drainGraceUs = graceUs;
      then(later, output);
      books.observer?.agentChanged(agent);
    },
    now,
    out,
  );
}

/** One that is unreachable, or that an earlier leader admitted and that is not back yet. */
function awayAgent(books: Books, agentId: AgentId): { readonly mode: AgentMode } | undefined {
  const { admitted } = books.registrar.current;
  return (
    books.unreachable.get(agentId) ??
    (books.recovered.has(agentId) ? admitted.get(agentId) : undefined)
  );
}

/** Of an agent that is away: takes effect when it comes back. */
function setModeAway(
  books: Books,
  call: Exclude<AgentCall, { readonly type: 'MARK_AGENT_GONE' }>,
  now: Micros,
  out: MasterOutput,
): void {
  const { agentId } = call;
  const mode = modeWanted(call);
  books.marks?.sometimes('mode-away');
  const grace: Pick<AdmittedAgent, 'drainGraceUs'> =
    call.type === 'DRAIN_AGENT' ? graceOf(call.maxGraceUs) : {};
  books.registrar.apply(
    ({ unreachable, admitted }) => {
      const entry = unreachable.get(agentId);
      if (entry !== undefined) {
        const { hostname, sinceUs } = entry;
        unreachable.set(agentId, { hostname, sinceUs, mode, ...grace });
      }
      const known = admitted.get(agentId);
      if (known !== undefined) admitted.set(agentId, { hostname: known.hostname, mode, ...grace });
    },
    () => {
      const entry = books.unreachable.get(agentId);
      if (entry === undefined) return;
      entry.mode = mode;
      entry.drainGraceUs = grace.drainGraceUs;
    },
    now,
    out,
  );
}

function modeWanted(call: Exclude<AgentCall, { readonly type: 'MARK_AGENT_GONE' }>): AgentMode {
  switch (call.type) {
    case 'DEACTIVATE_AGENT':
      return 'deactivated';
    case 'REACTIVATE_AGENT':
      return 'active';
    case 'DRAIN_AGENT':
      return call.markGone ? 'gone-when-drained' : 'draining';
  }
}

/** No offers of an agent; those that are out are taken back. */
function withhold(books: Books, agent: AgentRecord, out: MasterOutput): void {
  books.allocator.setAgentActive(agent.id, false);
  books.rescindAll(agent, out);
}

function drain(
  books: Books,
  agent: AgentRecord,
  call: DrainAgent,
  now: Micros,
  out: MasterOutput,
): void {
  const kill = (later: Micros, output: MasterOutput): void => {
    withhold(books, agent, output);
    for (const task of tasksOf(agent)) {
      if (isTerminal(task.state)) continue;
      task.killAsked = true;
      sendKill(task, output);
    }
    reviewDrain(books, agent, later, output);
  };
  setMode(books, agent, modeWanted(call), kill, now, out, call.maxGraceUs ?? null);
}
