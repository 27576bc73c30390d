import type { AgentId } from './ids.ts';

/** What operators ask of the master about agents (Mesos v1 operator API, part 10 of the semantics). */
export type OperatorCall = MarkAgentGone | DeactivateAgent | ReactivateAgent | DrainAgent;

/** The operator's word that an agent never returns. */
export interface MarkAgentGone {
  readonly type: 'MARK_AGENT_GONE';
  readonly agentId: AgentId;
}

/** No more offers of an agent; its tasks run on. */
export interface DeactivateAgent {
  readonly type: 'DEACTIVATE_AGENT';
  readonly agentId: AgentId;
}

/** Offers again of an agent that was deactivated or drained. */
export interface ReactivateAgent {
  readonly type: 'REACTIVATE_AGENT';
  readonly agentId: AgentId;
}

/** Deactivates an agent and kills what runs on it. */
export interface DrainAgent {
  readonly type: 'DRAIN_AGENT';
  readonly agentId: AgentId;
  /** Whether it is marked gone once it is empty. */
  readonly markGone: boolean;
}
