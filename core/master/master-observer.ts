import type { AgentRecord, FrameworkRecord, OpenOffer, TaskRecord } from './records.ts';
import type { TaskState } from '../protocol/tasks.ts';

/** How an offer came to its end: each comes to exactly one. */
export type OfferEnd =
  /** Used by an ACCEPT, or named by one that could not be carried out. */
  | 'ACCEPTED'
  | 'DECLINED'
  | 'RESCINDED'
  /** Its framework is gone. */
  | 'DISCARDED';

/**
 * Told of what a master decides, as it decides it: for whoever watches, counts or checks. It may
 * read what it is given and must change nothing. The live master's event stream and metrics and
 * the simulator's checkers are such observers.
 */
export interface MasterObserver {
  offerMade(offer: OpenOffer): void;
  offerEnded(offer: OpenOffer, end: OfferEnd): void;
  /** A task is in the books: launched, or reported by an agent that came back. */
  taskEntered(task: TaskRecord): void;
  /** Its state has changed; resources come back with the first state that holds none. */
  taskChanged(task: TaskRecord, before: TaskState): void;
  /** Its record is gone: acknowledged, lost with its agent or removed with its framework. */
  taskForgotten(task: TaskRecord): void;
  agentEntered(agent: AgentRecord): void;
  /** Connected, disconnected, drained, active again. */
  agentChanged(agent: AgentRecord): void;
  agentLeft(agent: AgentRecord): void;
  /** Has other executors than before, which hold resources besides their tasks'. */
  executorsChanged(agent: AgentRecord): void;
  frameworkEntered(framework: FrameworkRecord): void;
  /** Connected, disconnected, suppressed, revived. */
  frameworkChanged(framework: FrameworkRecord): void;
  frameworkLeft(framework: FrameworkRecord): void;
}
