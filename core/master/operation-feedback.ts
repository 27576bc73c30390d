import type { OperationsApplied } from '../protocol/agent-api.ts';
import type { AgentId, OperationId } from '../protocol/ids.ts';
import type { OperationState } from '../protocol/offer-operations.ts';
import type { AcknowledgeOperationStatus, ReconcileOperations } from '../protocol/scheduler-api.ts';

import type { Books } from './books.ts';
import type { MasterOutput } from './master-io.ts';
import type { AgentRecord, FrameworkRecord, OperationRecord } from './records.ts';
import { mayComeBack } from './reconciliation.ts';

/**
 * What becomes of operations that have an id (`mesos-semantics` parts 8 and 12.4). Their effect
 * on the books is immediate; the agent says when it is on its disk, and the framework
 * acknowledges that.
 */
export function enterOperation(
  books: Books,
  framework: FrameworkRecord,
  agent: AgentRecord,
  id: OperationId,
): OperationRecord {
  const uuid = books.nextOperation++;
  const agentId = agent.id;
  const record: OperationRecord = {
    ...{ id, uuid, framework, agentId, state: 'OPERATION_PENDING' },
  };
  books.operations.set(uuid, record);
  framework.operations.set(id, record);
  return record;
}

/** An operation that the master itself has an answer to: no uuid, so it is not acknowledged. */
export function tellOperation(
  books: Books,
  framework: FrameworkRecord,
  operationId: OperationId,
  agentId: AgentId | null,
  state: OperationState,
  message: string,
  out: MasterOutput,
): void {
  const status = { operationId, agentId, state, message, uuid: null };
  books.tell(framework, { type: 'UPDATE_OPERATION_STATUS', status }, out);
}

/** An agent is told all it has, now that reservations or volumes came or went. */
export function checkpoint(books: Books, agent: AgentRecord, out: MasterOutput): void {
  if (!agent.connected) return;
  const { plain: resources, rest } = books.allocator.agents.totalOf(agent.id);
  const operations = [...books.operations.values()]
    .filter(({ agentId, state }) => agentId === agent.id && state === 'OPERATION_PENDING')
    .map(({ uuid }) => uuid);
  out.send(agent.connection, { type: 'CHECKPOINT_RESOURCES', resources, rest, operations });
}

/** An agent has operations on its disk; frameworks hear so until they acknowledge it. */
export function operationsApplied(
  books: Books,
  { agentId, operations }: OperationsApplied,
  out: MasterOutput,
): void {
  for (const uuid of operations) {
    const record = books.operations.get(uuid);
    if (record === undefined || record.agentId !== agentId) continue;
    record.state = 'OPERATION_FINISHED';
    const { id: operationId, state, framework } = record;
    const status = { operationId, agentId, state, message: '', uuid };
    books.tell(framework, { type: 'UPDATE_OPERATION_STATUS', status }, out);
  }
}

export function acknowledgeOperation(
  books: Books,
  framework: FrameworkRecord,
  { operationId, uuid }: AcknowledgeOperationStatus,
): void {
  const record = framework.operations.get(operationId);
  if (record?.uuid !== uuid || record.state === 'OPERATION_PENDING') return;
  forget(books, record);
}

/** An agent is out of reach or gone: so is what it was to do. */
export function loseOperations(
  books: Books,
  agentId: AgentId,
  state: OperationState,
  out: MasterOutput,
): void {
  for (const record of books.operations.values()) {
    if (record.agentId !== agentId) continue;
    forget(books, record);
    tellOperation(books, record.framework, record.id, agentId, state, '', out);
  }
}

export function forgetOperations(books: Books, framework: FrameworkRecord): void {
  for (const record of framework.operations.values()) forget(books, record);
}

/**
 * RECONCILE_OPERATIONS: of those named, or of all the framework has (part 12.4). The agent of one
 * that is pending is asked once more.
 */
export function reconcileOperations(
  books: Books,
  framework: FrameworkRecord,
  call: ReconcileOperations,
  out: MasterOutput,
): void {
  const asked =
    call.operations.length > 0
      ? call.operations
      : [...framework.operations.values()].map(({ id, agentId }) => ({ operationId: id, agentId }));
  const pending = new Set<AgentRecord>();
  for (const { operationId, agentId } of asked) {
    const known = framework.operations.get(operationId);
    const agent = known?.state === 'OPERATION_PENDING' ? books.agents[known.agentId] : null;
    if (agent) pending.add(agent);
    const state = known?.state ?? unknownOperation(books, agentId);
    const at = known?.agentId ?? agentId;
    tellOperation(books, framework, operationId, at, state, 'reconciliation', out);
  }
  for (const agent of pending) checkpoint(books, agent, out);
}

function unknownOperation(books: Books, agentId: AgentId | null): OperationState {
  if (agentId === null || books.agents[agentId]) return 'OPERATION_UNKNOWN';
  if (mayComeBack(books, agentId)) return 'OPERATION_RECOVERING';
  if (books.unreachable.has(agentId)) return 'OPERATION_UNREACHABLE';
  return books.registrar.current.gone.has(agentId)
    ? 'OPERATION_GONE_BY_OPERATOR'
    : 'OPERATION_UNKNOWN';
}

function forget(books: Books, record: OperationRecord): void {
  books.operations.delete(record.uuid);
  if (record.framework.operations.get(record.id) === record) {
    record.framework.operations.delete(record.id);
  }
}
