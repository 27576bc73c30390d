import type { Master } from '../../core/master/master.ts';
import type { AgentRecord, OpenOffer } from '../../core/master/records.ts';
import { holdsResources } from '../../core/protocol/task-states.ts';
import type { Quantities } from '../../core/resources/quantities.ts';
import type { FaultKind } from '../faults/fault-spec.ts';
import { Column } from './column.ts';
import type { ControlledRun } from './controlled-run.ts';
import { AGENT_STATES, type AgentColumns, type AgentState } from './session-frame.ts';

/** What one agent's resources are used for, gathered before it is written out. */
class AgentUse {
  /** Frameworks that hold or are offered something. */
  readonly touched: number[] = [];
  readonly allocated: Float64Array;
  readonly offered: Float64Array;
  readonly tasks: Int32Array;
  private readonly marks: Uint8Array;
  private readonly width: number;

  constructor(frameworks: number, width: number) {
    this.width = width;
    this.allocated = new Float64Array(frameworks * width);
    this.offered = new Float64Array(frameworks * width);
    this.tasks = new Int32Array(frameworks);
    this.marks = new Uint8Array(frameworks);
  }

  add(to: Float64Array, framework: number, amounts: Quantities): void {
    if (this.marks[framework] === 0) {
      this.marks[framework] = 1;
      this.touched.push(framework);
    }
    for (let r = 0; r < this.width; r++) to[framework * this.width + r] += amounts[r];
  }

  clear(): void {
    for (const framework of this.touched) {
      const base = framework * this.width;
      this.allocated.fill(0, base, base + this.width);
      this.offered.fill(0, base, base + this.width);
      this.tasks[framework] = 0;
      this.marks[framework] = 0;
    }
    this.touched.length = 0;
  }
}

/** What the leading master has in its books of each agent. O(agents + tasks + offers). */
export function agentColumns(run: ControlledRun): AgentColumns {
  const { cluster, watch, experiment } = run;
  const { view, leader } = cluster;
  const count = view.agents.length;
  const width = view.space.size;
  const records = recordsByPlace(leader, count);
  const books = leader?.allocator.agents ?? null;
  const places = placesById(run);
  const offers = offersByPlace(leader, count);
  const use = new AgentUse(experiment.workload.frameworks.length, width);
  const rows = {
    framework: new Column(),
    tasks: new Column(),
    allocated: new Column(),
    offered: new Column(),
  };
  const first = new Int32Array(count + 1);
  const state = new Uint8Array(count);
  const [free, offered, allocated] = [0, 0, 0].map(() => new Float64Array(count * width));
  for (let agent = 0; agent < count; agent++) {
    const record = records[agent];
    state[agent] = STATE_NUMBERS[stateOf(run, agent, record)];
    if (record !== null && books !== null) {
      for (let r = 0; r < width; r++) {
        free[agent * width + r] = books.free[record.id * width + r];
      }
      gather(record, offers[agent] ?? NO_OFFERS, places, use);
    }
    if (use.touched.length > 1) use.touched.sort((a, b) => a - b);
    for (const framework of use.touched) {
      rows.framework.push(framework);
      rows.tasks.push(use.tasks[framework]);
      for (let r = 0; r < width; r++) {
        const at = framework * width + r;
        rows.allocated.push(use.allocated[at]);
        rows.offered.push(use.offered[at]);
        allocated[agent * width + r] += use.allocated[at];
        offered[agent * width + r] += use.offered[at];
      }
    }
    use.clear();
    first[agent + 1] = rows.framework.length;
  }
  return {
    ...{ count, state, running: watch.runningOn.slice(), free, offered, allocated, first },
    holdings: {
      count: rows.framework.length,
      framework: rows.framework.integers(),
      tasks: rows.tasks.integers(),
      allocated: rows.allocated.numbers(),
      offered: rows.offered.numbers(),
    },
  };
}

function gather(
  record: AgentRecord,
  offers: readonly OpenOffer[],
  places: readonly number[],
  use: AgentUse,
): void {
  for (let task = record.firstTask; task !== null; task = task.next) {
    if (!holdsResources(task.state)) continue;
    const framework = places[task.framework.id];
    use.add(use.allocated, framework, task.info.resources);
    use.tasks[framework]++;
  }
  for (const { info, framework } of record.executors) {
    use.add(use.allocated, places[framework.id], info.resources);
  }
  for (const offer of offers) {
    use.add(use.offered, places[offer.framework.id], offer.resources);
  }
}

const NO_OFFERS: readonly OpenOffer[] = [];

/** Numbers of states in {@link AGENT_STATES}. */
const STATE_NUMBERS = Object.fromEntries(AGENT_STATES.map((state, number) => [state, number])) as {
  readonly [state in AgentState]: number;
};

/** Places of frameworks in the workload by the ids that the leader knows them by. */
function placesById({ cluster, watch }: ControlledRun): number[] {
  const places: number[] = [];
  for (const record of cluster.leader?.frameworks ?? []) {
    if (record !== null && record !== undefined) places[record.id] = watch.placeOf(record);
  }
  return places;
}

/** The leader's records by the agents' own numbers. */
function recordsByPlace(leader: Master | null, count: number): (AgentRecord | null)[] {
  const records: (AgentRecord | null)[] = Array.from({ length: count }, () => null);
  for (const record of leader?.agents ?? []) {
    if (record !== null && record !== undefined) records[record.connection] = record;
  }
  return records;
}

function offersByPlace(leader: Master | null, count: number): (OpenOffer[] | undefined)[] {
  const offers: (OpenOffer[] | undefined)[] = Array.from({ length: count });
  for (const offer of leader?.offers.values() ?? []) {
    const agent = leader?.agents[offer.agentId]?.connection;
    if (agent === undefined) continue;
    const own = offers[agent];
    if (own === undefined) offers[agent] = [offer];
    else own.push(offer);
  }
  return offers;
}

/** Faults by what they make of an agent, the worst first. */
const BROKEN: readonly (readonly [AgentState, readonly FaultKind[]])[] = [
  ['down', ['agent-crash', 'agent-wipe', 'rack-outage', 'zone-outage']],
  ['down', ['disk-lost-writes', 'disk-torn-tail']],
  ['process down', ['agent-restart']],
  ['paused', ['agent-pause']],
  ['cut off', ['partition', 'partition-in', 'partition-out']],
];

/** What breaks an agent says more than what its master has noticed of it. */
export function stateOf(
  { cluster, watch }: ControlledRun,
  agent: number,
  record: Readonly<AgentRecord> | null | undefined,
): AgentState {
  const { faults } = cluster;
  if (faults.someAway) {
    for (const [state, kinds] of BROKEN) {
      if (kinds.some((kind) => faults.has(kind, agent))) return state;
    }
  }
  if (record) return record.connected ? 'up' : 'disconnected';
  return watch.givenUp[agent] === 1 ? 'unreachable' : 'unregistered';
}
