/**
 * Ids as the machines use them: integers. The master names frameworks, agents and offers by
 * counters; a host that talks to the outside turns them into Mesos's texts
 * (`<masterId>-0001`, `<masterId>-S1`, `<masterId>-O1`).
 */

/** Counter of the master, from 0. */
export type FrameworkId = number;
/** Counter of the master, from 0; dense, so that it indexes columns. */
export type AgentId = number;
/** Counter of the master, from 0, never used again; inverse offers are counted with offers. */
export type OfferId = number;
/** Chosen by the framework, unique among its tasks that are not over. A safe integer. */
export type TaskId = number;
/** Chosen by the framework, unique among its executors on an agent. A safe integer. */
export type ExecutorId = number;
/** Chosen by the framework for an operation it wants to hear of. A safe integer. */
export type OperationId = number;
/** Identity of one status update: unique per agent. */
export type UpdateUuid = number;
/** Identity of one operation: counter of the master, from 0. */
export type OperationUuid = number;
