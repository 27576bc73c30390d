import type { Micros } from '../machine.ts';
import type { OfferOperation, ResourceOperation } from '../protocol/offer-operations.ts';
import type { RunTasks } from '../protocol/agent-api.ts';
import type { OfferId } from '../protocol/ids.ts';
import type { Accept } from '../protocol/scheduler-api.ts';
import type { TaskInfo } from '../protocol/tasks.ts';
import { Resources } from '../resources/resources.ts';
import type { Books } from './books.ts';
import { capabilitiesOf } from './framework-validation.ts';
import { type AcceptWork, launch, launchGroup } from './launches.ts';
import type { MasterOutput } from './master-io.ts';
import { checkpoint, enterOperation, tellOperation } from './operation-feedback.ts';
import type { AgentRecord, FrameworkRecord, OpenOffer } from './records.ts';
import {
  destroyedShared,
  exchangeIn,
  hasAny,
  missing,
  problemOnAgent,
} from './resource-operations.ts';
import type { Pool } from './task-validation.ts';

/**
 * ACCEPT: applies operations to what was offered, launches tasks and declines what is left
 * (`mesos-semantics` parts 7.4 to 7.6).
 *
 * One bad offer spoils the whole call: the offers that exist are consumed and every task is
 * lost. A bad operation or task is an error of that one alone; what follows it is still done.
 */
export function accept(
  books: Books,
  framework: FrameworkRecord,
  call: Accept,
  now: Micros,
  out: MasterOutput,
): void {
  const offers = findOffers(books, framework, call);
  if (typeof offers === 'string') return spoil(books, framework, call, offers, out);
  const [first] = offers;
  const pool: Pool = { plain: first.resources.slice(), rest: first.rest };
  for (const offer of offers) {
    books.endOffer(offer, 'ACCEPTED');
    if (offer === first) continue;
    for (let r = 0; r < pool.plain.length; r++) pool.plain[r] += offer.resources[r];
    pool.rest = pool.rest.plus(offer.rest);
  }
  const agent = books.agents[first.agentId] as AgentRecord;
  const { client, role } = first;
  const { unreachable } = books;
  const { space } = books.allocator;
  // No spread: a busy cluster makes one of these for every offer that is used.
  const work: AcceptWork = {
    books,
    framework,
    agent,
    client,
    role,
    pool,
    launched: [],
    newExecutors: null,
    space,
    unreachable,
  };
  const { operations } = call;
  const offered = operations === undefined ? null : { plain: [...pool.plain], rest: pool.rest };
  let changes = 0;
  if (operations !== undefined) {
    for (const operation of operations) changes += Number(carryOut(work, operation, out));
  }
  launch(work, call.launches, out);
  if (changes > 0) checkpoint(books, agent, out);
  const { launched } = work;
  if (launched.length > 0) sendTasks(work, first.id, out);
  if (launched.length > 0 || changes > 0) framework.counts.accepted += offers.length;
  else framework.counts.declined += offers.length;
  if (offered !== null) recoverChanged(work, offered);
  const someLeft = pool.plain.some((amount) => amount > 0) || !pool.rest.isEmpty;
  if (someLeft) books.decline(first, pool.plain, pool.rest, call.refuseSeconds, now);
}

function sendTasks(
  { framework: { info: framework }, agent, launched: tasks, newExecutors }: AcceptWork,
  launchId: OfferId,
  out: MasterOutput,
): void {
  const run: RunTasks = { type: 'RUN_TASKS', framework, launch: launchId, tasks };
  out.send(agent.connection, newExecutors === null ? run : { ...run, newExecutors });
}

/** The offers of a call, or what is wrong with them. */
function findOffers(
  books: Books,
  framework: FrameworkRecord,
  call: Accept,
): readonly [OpenOffer, ...OpenOffer[]] | string {
  if (call.offers.length === 1) {
    const [id] = call.offers;
    const offer = books.offers.get(id);
    if (offer === undefined || offer.framework !== framework) return `offer ${id} is not open`;
    return [offer];
  }
  const found: OpenOffer[] = [];
  for (const id of call.offers) {
    const offer = books.offers.get(id);
    if (offer === undefined || offer.framework !== framework) return `offer ${id} is not open`;
    if (found.includes(offer)) return `offer ${id} is listed twice`;
    if (found.length > 0 && found[0].agentId !== offer.agentId) {
      return `offers of agents ${found[0].agentId} and ${offer.agentId} in one ACCEPT`;
    }
    if (found.length > 0 && found[0].client !== offer.client) {
      return `offers of roles ${found[0].role} and ${offer.role} in one ACCEPT`;
    }
    found.push(offer);
  }
  const [first, ...others] = found;
  return first === undefined ? 'no offers given' : [first, ...others];
}

function spoil(
  books: Books,
  framework: FrameworkRecord,
  call: Accept,
  reason: string,
  out: MasterOutput,
): void {
  books.marks?.sometimes('accept-late');
  out.reject(call, reason);
  for (const id of new Set(call.offers)) {
    const offer = books.offers.get(id);
    if (offer === undefined || offer.framework !== framework) continue;
    framework.counts.declined++;
    books.discard(offer, 'ACCEPTED');
  }
  const state = framework.partitionAware ? 'TASK_DROPPED' : 'TASK_LOST';
  for (const { taskId } of [...(call.operations ?? []).flatMap(tasksOf), ...call.launches]) {
    // The same call twice: the first one launched it.
    if (framework.tasks.has(taskId)) {
      books.marks?.sometimes('accept-again');
      continue;
    }
    books.sendMasterStatus(framework, taskId, -1, state, 'INVALID_OFFERS', reason, out);
  }
  for (const operation of call.operations ?? []) {
    const id = 'id' in operation ? operation.id : undefined;
    if (id === undefined || framework.operations.has(id)) continue;
    tellOperation(books, framework, id, null, 'OPERATION_ERROR', reason, out);
  }
}

function tasksOf(operation: OfferOperation): readonly TaskInfo[] {
  const launches = operation.type === 'LAUNCH' || operation.type === 'LAUNCH_GROUP';
  return launches ? operation.tasks : [];
}

/** @returns whether reservations or volumes of the agent changed */
function carryOut(work: AcceptWork, operation: OfferOperation, out: MasterOutput): boolean {
  switch (operation.type) {
    case 'LAUNCH':
      launch(work, operation.tasks, out);
      return false;
    case 'LAUNCH_GROUP':
      launchGroup(work, operation, out);
      return false;
    case 'CREATE_DISK':
    case 'DESTROY_DISK':
      // Mesos's words where nothing on the agent is a resource provider's.
      refuse(work, operation, "'source' is not managed by a resource provider", out);
      return false;
    default:
      return change(work, operation, out);
  }
}

/** Changes what the offers are of; later operations of the call find the result. */
function change(work: AcceptWork, operation: ResourceOperation, out: MasterOutput): boolean {
  const { books, framework, agent, client, pool, role } = work;
  const caller = {
    offeredTo: role,
    principal: framework.info.principal ?? null,
    mayShare: capabilitiesOf(framework.info).includes('SHARED_RESOURCES'),
  };
  const problem =
    operation.unauthorized ??
    problemOfId(work, operation) ??
    problemOnAgent(books, agent, operation, caller);
  if (problem !== null) return refuse(work, operation, problem, out);
  const shared = destroyedShared(operation);
  if (!shared.isEmpty && hasAny(pool.rest, shared)) rescindSharers(work, shared, out);
  const exchange = exchangeIn(books, pool, operation);
  if (typeof exchange === 'string') return refuse(work, operation, exchange, out);
  const { from, to, pool: after } = exchange;
  books.allocator.convert(client, agent.id, from, to);
  for (let r = 0; r < pool.plain.length; r++) pool.plain[r] = after.plain[r];
  pool.rest = after.rest;
  if (operation.type === 'GROW_VOLUME' || operation.type === 'SHRINK_VOLUME') {
    // Whether a volume can be resized is for the agent to say: not before the next offer.
    for (let r = 0; r < pool.plain.length; r++) pool.plain[r] -= to.plain[r];
    pool.rest = pool.rest.minus(to.rest);
    books.recover(framework, client, agent.id, to.plain, to.rest);
  }
  if (operation.id !== undefined) enterOperation(books, framework, agent, operation.id);
  return true;
}

function problemOfId({ books, framework, agent }: AcceptWork, { id }: ResourceOperation) {
  if (id === undefined) return null;
  if (!(id >= 0 && Number.isSafeInteger(id))) return `operation id ${id} is not a whole number`;
  if (framework.operations.has(id)) return `operation id ${id} is in use`;
  return missing(books, agent, 'AGENT_OPERATION_FEEDBACK');
}

/** A shared volume is destroyed for all: nobody else may hold an offer of it. */
function rescindSharers({ books, agent }: AcceptWork, shared: Resources, out: MasterOutput): void {
  for (const offer of books.offers.values()) {
    if (offer.agentId === agent.id && hasAny(offer.rest, shared)) books.rescind(offer, out);
  }
}

function refuse(
  { books, framework, agent }: AcceptWork,
  { id }: { readonly id?: number },
  problem: string,
  out: MasterOutput,
): false {
  // One that is in use is that of another operation, which will be told of by itself.
  if (id !== undefined && !framework.operations.has(id)) {
    tellOperation(books, framework, id, agent.id, 'OPERATION_ERROR', problem, out);
  }
  return false;
}

/** What operations made and nobody used comes back without a refusal, to be offered soon. */
function recoverChanged({ books, framework, agent, client, pool }: AcceptWork, offered: Pool) {
  const plain = pool.plain.map((amount, r) => Math.max(0, amount - offered.plain[r]));
  const rest = pool.rest.minus(offered.rest);
  if (rest.isEmpty && plain.every((amount) => amount === 0)) return;
  for (let r = 0; r < plain.length; r++) pool.plain[r] -= plain[r];
  pool.rest = pool.rest.minus(rest);
  books.recover(framework, client, agent.id, plain, rest);
}
