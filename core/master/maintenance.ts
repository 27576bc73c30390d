import type { Micros } from '../machine.ts';
import type { MaintenanceCall, Refusal } from '../protocol/operator-api.ts';
import type { MachineId, Unavailability } from '../protocol/maintenance.ts';
import { removeAgent } from './agent-removal.ts';
import type { Books } from './books.ts';
import { rescindInverseOffers } from './inverse-offers.ts';
import { type MaintenanceStatus, isOn, sameUnavailability } from './maintenance-book.ts';
import type { MasterOutput } from './master-io.ts';
import type { AgentRecord } from './records.ts';

/** Why machines cannot be maintained so, or null (`mesos-semantics` part 15). */
export function checkMaintenanceCall(books: Books, call: MaintenanceCall): Refusal | null {
  const { maintenance } = books;
  const reason =
    call.type === 'UPDATE_MAINTENANCE_SCHEDULE'
      ? maintenance.problemOfSchedule(call.schedule)
      : maintenance.problemOfMachines(call.machines, call.type === 'START_MAINTENANCE');
  return reason === null ? null : { fault: 'INVALID', reason };
}

export function applyMaintenanceCall(
  books: Books,
  call: MaintenanceCall,
  now: Micros,
  out: MasterOutput,
): void {
  const { maintenance } = books;
  const before = books.agents.map((agent) => agent && maintenance.unavailabilityOf(agent));
  switch (call.type) {
    case 'UPDATE_MAINTENANCE_SCHEDULE':
      maintenance.replace(call.schedule);
      return review(books, before, out);
    case 'START_MAINTENANCE':
      maintenance.bringDown(call.machines);
      return shutDown(books, call.machines, now, out);
    case 'STOP_MAINTENANCE':
      maintenance.bringUp(call.machines);
      return review(books, before, out);
  }
}

/** A new or returning agent may stand on a machine that is in the schedule. */
export function enterMaintenance(books: Books, agent: AgentRecord): void {
  const unavailability = books.maintenance.unavailabilityOf(agent);
  if (unavailability !== null) books.inverse.schedule(agent.id, unavailability.startUs);
}

/** GET_MAINTENANCE_STATUS: which machines drain, what frameworks answered, which are down. */
export function maintenanceStatus(books: Books): MaintenanceStatus {
  const { maintenance, inverse } = books;
  const answers = inverse.statuses();
  const draining = maintenance.draining().map((machine) => {
    const statuses = agentsOn(books, [machine]).flatMap(({ id }) =>
      [...(answers.get(id) ?? [])].map(([framework, status]) => ({ framework, status })),
    );
    return { machine, statuses };
  });
  return { draining, down: maintenance.down() };
}

/** Where maintenance is another than before, offers are made anew and frameworks asked anew. */
function review(books: Books, before: readonly (Unavailability | null)[], out: MasterOutput): void {
  for (const agent of books.agents) {
    if (!agent) continue;
    const after = books.maintenance.unavailabilityOf(agent);
    if (sameUnavailability(before[agent.id], after)) continue;
    books.rescindAll(agent, out);
    rescindInverseOffers(books, agent.id, out);
    books.inverse.schedule(agent.id, after?.startUs ?? null);
    books.allocator.requestCycle(agent.id);
  }
}

/** Agents on machines that go down are removed: they may not come back before these are up. */
function shutDown(
  books: Books,
  machines: readonly MachineId[],
  now: Micros,
  out: MasterOutput,
): void {
  for (const agent of agentsOn(books, machines)) {
    const message = `the machine of agent ${agent.id} is down for maintenance`;
    removeAgent(books, agent, now, out, message);
  }
}

function agentsOn(books: Books, machines: readonly MachineId[]): AgentRecord[] {
  return books.agents.flatMap((agent) =>
    agent && machines.some((machine) => isOn(agent, machine)) ? [agent] : [],
  );
}
