import { ChangeFeed } from '../../core/feed/change-feed.ts';
import type { ClusterChange } from '../../core/feed/cluster-change.ts';
import { USUAL_HEALTH } from '../../core/master/agent-health.ts';
import type { Master } from '../../core/master/master.ts';
import type { MasterInput } from '../../core/master/master-io.ts';
import { type TaskInfo, type TaskStatus, Locality } from '../../core/protocol/tasks.ts';
import type { TaskState } from '../../core/protocol/task-states.ts';
import { type MasterEffect, effectText, masterOutput } from '../../core/recording/effects.ts';
import { writeMachineJson } from '../../core/recording/machine-json.ts';
import { type MasterMade, makeMaster } from '../../core/recording/made-master.ts';

const MADE: MasterMade = {
  ...{ policy: 'drf', seed: 's', allocationIntervalUs: 1e6, offerTimeoutUs: 5e6 },
  health: USUAL_HEALTH,
};
const START_US = 1_795_000_000_000_000;

/** A live master's machine without a host: what it is fed is recorded and told as changes. */
export class TestLife {
  readonly master: Master = makeMaster(MADE);
  readonly changes: ClusterChange[] = [];
  readonly feed: ChangeFeed;
  /** Of a recording of this life. */
  readonly lines: string[] = [];
  nowUs: number = START_US;

  constructor() {
    const { master } = this;
    const told = { policy: MADE.policy, offerTimeoutUs: MADE.offerTimeoutUs, tellsCycles: true };
    this.feed = new ChangeFeed({ master, now: () => this.nowUs, ...told });
    this.feed.listener = (change) => this.changes.push(change);
    master.observe(this.feed);
    const header = { evenhand: 'live-recording', format: 1, machine: 'master', version: '0' };
    this.lines.push(writeMachineJson({ ...header, made: MADE }));
    this.feeds({ type: 'START', leadership: { epoch: 1, registry: '' } }, { type: 'STORED' });
  }

  /** Inputs a tenth of a second apart. */
  feeds(...inputs: readonly MasterInput[]): void {
    for (const input of inputs) {
      this.nowUs += 100_000;
      const effects: MasterEffect[] = [];
      this.master.step(this.nowUs, input, masterOutput(effects));
      this.feed.stepped(input);
      this.lines.push(writeMachineJson({ t: this.nowUs, i: input, o: effects.map(effectText) }));
    }
  }

  /** Has 4 CPUs and 8 GB. */
  agent(connection: number, hostname: string): void {
    const resources = [4000, 8_192_000, 0, 0];
    this.feeds({ type: 'REGISTER_AGENT', connection, hostname, resources }, { type: 'STORED' });
  }

  framework(connection: number, name: string, role = '*'): void {
    const lasting = { role, failoverTimeoutUs: 60e6, checkpoint: true };
    this.feeds({ type: 'SUBSCRIBE', connection, name, ...lasting });
  }

  allocate(): void {
    this.feeds({ type: 'TIMER', timer: 'BATCH_ALLOCATION' });
  }

  /** Accepts its first open offer with a task of one CPU and 1 GB for each number. */
  launch(framework: number, ...tasks: readonly number[]): void {
    const offer = this.master.offers.values().find((one) => one.framework.id === framework);
    if (offer === undefined) throw new Error(`framework ${framework} has no offer`);
    const launches = tasks.map((taskId) => taskNamed(taskId));
    const call = { type: 'ACCEPT', framework, offers: [offer.id], launches } as const;
    this.feeds({ ...call, refuseSeconds: 3600 });
  }

  update(framework: number, taskId: number, state: TaskState): void {
    const task = this.master.framework(framework)?.tasks.get(taskId);
    if (task === undefined) throw new Error(`framework ${framework} has no task ${taskId}`);
    const status: TaskStatus = {
      ...{ frameworkId: framework, taskId, agentId: task.agent.id, state },
      source: 'SOURCE_EXECUTOR',
      ...{ reason: null, message: '', uuid: this.lines.length },
    };
    this.feeds({ type: 'STATUS_UPDATE', status, latestState: state });
  }
}

/** As a live master has it: with its framework's own document. */
function taskNamed(taskId: number): TaskInfo {
  const document = { name: `task ${taskId}`, task_id: { value: `work-${taskId}` } };
  const carried = { mesos: JSON.stringify(document) };
  return {
    ...{ taskId, resources: [1000, 1_024_000, 0, 0], job: 0, stage: 0, index: 0, held: false },
    ...{ locality: Locality.ANY, ...carried },
  };
}

/** Two agents, two frameworks, three tasks of which one fails, an agent that goes away. */
export function usualLife(): TestLife {
  const life = new TestLife();
  life.agent(1, 'n1');
  life.agent(2, 'n2');
  life.framework(11, 'web', 'eng/web');
  life.framework(12, 'batch', 'ads');
  life.allocate();
  life.launch(0, 101, 102);
  life.launch(1, 201);
  life.update(0, 101, 'TASK_RUNNING');
  life.update(0, 102, 'TASK_RUNNING');
  life.update(1, 201, 'TASK_RUNNING');
  life.update(0, 102, 'TASK_FAILED');
  life.feeds({ type: 'DISCONNECTED', connection: 2 });
  life.allocate();
  return life;
}
