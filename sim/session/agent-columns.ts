import type { Master } from '../../core/master/master.ts';
import type { AgentRecord } from '../../core/master/records.ts';
import { holdsResources } from '../../core/protocol/task-states.ts';
import type { Quantities } from '../../core/resources/quantities.ts';
import type { FaultKind } from '../faults/fault-spec.ts';
import { Column } from './column.ts';
import type { ControlledRun } from './controlled-run.ts';
import {
  AGENT_STATES,
  type AgentColumns,
  type AgentState,
  type HoldingColumns,
} from './session-frame.ts';

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

/** What agents were used for when it was looked last: of those that changed it is looked again. */
interface Known {
  readonly leader: Master | null;
  readonly records: readonly (AgentRecord | null)[];
  readonly executors: readonly (AgentRecord['executors'] | null)[];
  readonly columns: Holdings;
}

/** The parts of {@link AgentColumns} that follow from tasks, executors and offers. */
type Holdings = Pick<AgentColumns, 'allocated' | 'offered' | 'first' | 'holdings'>;

/** Rows of open offers by agent. */
type OfferRows = ReadonlyMap<number, readonly number[]>;

/**
 * What the leading master has in its books of each agent. Keeps what it found: a frame costs a
 * look at each agent, and the tasks and offers of those for which something has changed.
 */
export class AgentBook {
  private readonly run: ControlledRun;
  private known: Known | null = null;
  private offersBefore: OfferRows = new Map();

  constructor(run: ControlledRun) {
    this.run = run;
  }

  /** Arrays of the reader's own. */
  columns(): AgentColumns {
    const { cluster, watch } = this.run;
    const { view, leader } = cluster;
    const count = view.agents.length;
    const width = view.space.size;
    const records = recordsByPlace(leader, count);
    const state = new Uint8Array(count);
    const free = new Float64Array(count * width);
    for (let agent = 0; agent < count; agent++) {
      const record = records[agent];
      state[agent] = STATE_NUMBERS[stateOf(this.run, agent, record)];
      if (record === null || leader === null) continue;
      const books = leader.allocator.agents.free;
      for (let r = 0; r < width; r++) free[agent * width + r] = books[record.id * width + r];
    }
    const { allocated, offered, first, holdings } = this.look(records);
    return {
      ...{ count, state, running: watch.runningOn.slice(), free },
      ...{ allocated: allocated.slice(), offered: offered.slice(), first: first.slice() },
      holdings: {
        count: holdings.count,
        framework: holdings.framework.slice(),
        tasks: holdings.tasks.slice(),
        allocated: holdings.allocated.slice(),
        offered: holdings.offered.slice(),
      },
    };
  }

  /** What agents are used for now; nothing of it is the reader's. */
  private look(records: readonly (AgentRecord | null)[]): Holdings {
    const { cluster, watch, experiment } = this.run;
    const { leader } = cluster;
    const { known, offersBefore } = this;
    const isOther = known === null || known.leader !== leader;
    const executors = records.map((record) => record?.executors ?? null);
    const offers = leader === null ? new Map() : watch.offers.openBy(cluster.masters.leader);
    const { touched } = watch;
    const changed: number[] = [];
    for (let agent = 0; agent < records.length; agent++) {
      const isSame =
        !isOther &&
        touched[agent] === 0 &&
        known.records[agent] === records[agent] &&
        known.executors[agent] === executors[agent];
      if (!isSame || offers.has(agent) || offersBefore.has(agent)) changed.push(agent);
    }
    touched.fill(0);
    this.offersBefore = offers;
    if (known !== null && changed.length === 0) return known.columns;
    const before = known?.columns ?? nothing(records.length, cluster.view.space.size);
    const use = new AgentUse(experiment.workload.frameworks.length, cluster.view.space.size);
    const places = placesById(this.run);
    const columns = patched(before, cluster.view.space.size, changed, use, (agent) => {
      const record = records[agent];
      if (record !== null) gather(record, places, use);
      for (const row of offers.get(agent) ?? NO_ROWS) {
        use.add(use.offered, watch.offers.framework.at(row), watch.offers.amounts(row));
      }
    });
    this.known = { leader, records, executors, columns };
    return columns;
  }
}

const NO_ROWS: readonly number[] = [];

function nothing(count: number, width: number): Holdings {
  const none = { framework: new Int32Array(0), tasks: new Int32Array(0) };
  const amounts = { allocated: new Float64Array(0), offered: new Float64Array(0) };
  return {
    allocated: new Float64Array(count * width),
    offered: new Float64Array(count * width),
    first: new Int32Array(count + 1),
    holdings: { count: 0, ...none, ...amounts },
  };
}

/**
 * Holdings with other rows for some agents; those of the others are copied.
 * @param changed by ascending number
 * @param look fills `use` with what an agent is used for
 */
function patched(
  before: Holdings,
  width: number,
  changed: readonly number[],
  use: AgentUse,
  look: (agent: number) => void,
): Holdings {
  const rows = { framework: new Column(), tasks: new Column() };
  const amounts = { allocated: new Column(), offered: new Column() };
  const allocated = before.allocated.slice();
  const offered = before.offered.slice();
  const first = new Int32Array(before.first.length);
  const starts = [0];
  let count = before.holdings.count;
  for (const agent of changed) {
    look(agent);
    if (use.touched.length > 1) use.touched.sort((a, b) => a - b);
    const base = agent * width;
    allocated.fill(0, base, base + width);
    offered.fill(0, base, base + width);
    for (const framework of use.touched) {
      rows.framework.push(framework);
      rows.tasks.push(use.tasks[framework]);
      for (let r = 0; r < width; r++) {
        const at = framework * width + r;
        amounts.allocated.push(use.allocated[at]);
        amounts.offered.push(use.offered[at]);
        allocated[base + r] += use.allocated[at];
        offered[base + r] += use.offered[at];
      }
    }
    count += use.touched.length - (before.first[agent + 1] - before.first[agent]);
    use.clear();
    starts.push(rows.framework.length);
  }
  const fresh = {
    ...{ count, framework: rows.framework.integers(), tasks: rows.tasks.integers() },
    ...{ allocated: amounts.allocated.numbers(), offered: amounts.offered.numbers() },
  };
  const holdings = spliced(before, fresh, width, changed, starts, first);
  return { allocated, offered, first, holdings };
}

/** Rows of unchanged agents from before and of changed ones anew; writes where each agent's begin. */
function spliced(
  { first: old, holdings: before }: Holdings,
  fresh: HoldingColumns,
  width: number,
  changed: readonly number[],
  starts: readonly number[],
  first: Int32Array,
): HoldingColumns {
  const { count } = fresh;
  const made = {
    ...{ count, framework: new Int32Array(count), tasks: new Int32Array(count) },
    ...{ allocated: new Float64Array(count * width), offered: new Float64Array(count * width) },
  };
  let [at, next] = [0, 0];
  for (let agent = 0; agent < first.length - 1; agent++) {
    const isFresh = changed[next] === agent;
    const from = isFresh ? fresh : before;
    const end = isFresh ? starts[next + 1] : old[agent + 1];
    for (let row = isFresh ? starts[next] : old[agent]; row < end; row++, at++) {
      made.framework[at] = from.framework[row];
      made.tasks[at] = from.tasks[row];
      for (let r = 0; r < width; r++) {
        made.allocated[at * width + r] = from.allocated[row * width + r];
        made.offered[at * width + r] = from.offered[row * width + r];
      }
    }
    if (isFresh) next++;
    first[agent + 1] = at;
  }
  return made;
}

function gather(record: AgentRecord, places: readonly number[], use: AgentUse): void {
  for (let task = record.firstTask; task !== null; task = task.next) {
    if (!holdsResources(task.state)) continue;
    const framework = places[task.framework.id];
    use.add(use.allocated, framework, task.info.resources);
    use.tasks[framework]++;
  }
  for (const { info, framework } of record.executors) {
    use.add(use.allocated, places[framework.id], info.resources);
  }
}

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
