import type { AgentTask } from '../../core/agent/agent-io.ts';
import { MICROS_PER_SECOND, type Micros } from '../../core/machine.ts';
import type { AgentToMaster, MasterToAgent } from '../../core/protocol/agent-api.ts';
import type { AgentId, FrameworkId, TaskId, UpdateUuid } from '../../core/protocol/ids.ts';
import { type TaskStatus, isTerminal } from '../../core/protocol/tasks.ts';
import { TaskBytes } from './accounts/byte-pages.ts';
import { calmFor } from './accounts/calm.ts';
import { frameworkText, secondsText } from './accounts/texts.ts';
import type { CheckedWorld, Checker, CheckerType, Fail } from './checker.ts';

/** Agents repeat after 10 s, doubling to 10 min (`mesos-semantics` part 11.3). */
const FIRST_RETRY_US = 10 * MICROS_PER_SECOND;
const LONGEST_RETRY_US = 600 * MICROS_PER_SECOND;
/** One timer serves all updates of an agent. */
const SLACK_US = MICROS_PER_SECOND;

/** That a task's last update has been acknowledged. */
const CLOSED = 1;

/** What an agent says of one task, one update after the other. */
interface Stream {
  /** The update that was said last. */
  status: TaskStatus;
  saidUs: Micros;
  /** How long the agent may wait before it says it again; 0 once it is acknowledged. */
  patienceUs: Micros;
}

/** The streams of one agent: by framework, then task. */
type Streams = (Map<TaskId, Stream> | undefined)[];

class UpdatesRepeated implements Checker {
  private readonly world: CheckedWorld;
  private readonly fail: Fail;
  /** By agent. */
  private readonly streams: Streams[];
  private readonly closed = new TaskBytes();
  /** By agent, as masters named them. */
  private readonly ids: (AgentId | undefined)[] = [];
  /** The agent that is looked at after the next cycle. */
  private turn = 0;

  constructor(world: CheckedWorld, fail: Fail) {
    this.world = world;
    this.fail = fail;
    this.streams = world.view.agents.map(() => []);
  }

  /** A task that is launched again has another life. */
  containerStarted(_agent: number, { framework, info }: AgentTask): void {
    this.closed.set(framework.id, info.taskId, 0);
  }

  agentSays(agent: number, message: AgentToMaster): void {
    if (message.type !== 'STATUS_UPDATE') return;
    const { status } = message;
    const { frameworkId, taskId } = status;
    const streams = this.streams[agent];
    const byTask = streams[frameworkId] ?? new Map<TaskId, Stream>();
    streams[frameworkId] = byTask;
    const stream = byTask.get(taskId);
    const saidUs = this.world.now;
    if (stream === undefined) {
      // Asked about a task that it has forgotten, it makes a new update.
      const asked = status.reason === 'RECONCILIATION';
      if (!asked && this.closed.get(frameworkId, taskId) === CLOSED) this.repeats(agent, status);
      byTask.set(taskId, { status, saidUs, patienceUs: FIRST_RETRY_US });
      return;
    }
    stream.saidUs = saidUs;
    if (stream.status.uuid !== status.uuid) {
      stream.status = status;
      stream.patienceUs = FIRST_RETRY_US;
      return;
    }
    if (stream.patienceUs === 0) return this.repeats(agent, status);
    stream.patienceUs = Math.min(stream.patienceUs * 2, LONGEST_RETRY_US);
  }

  agentHears(agent: number, message: MasterToAgent): void {
    switch (message.type) {
      case 'STATUS_UPDATE_ACKNOWLEDGEMENT':
        return this.acknowledged(agent, message.frameworkId, message.taskId, message.uuid);
      case 'AGENT_REGISTERED':
        // Another agent from now on: its updates begin anew. Answers may come twice.
        if (this.ids[agent] !== message.agentId) this.streams[agent] = [];
        this.ids[agent] = message.agentId;
        return;
      case 'SHUTDOWN_AGENT':
        this.streams[agent] = [];
        return;
      case 'SHUTDOWN_FRAMEWORK':
        this.streams[agent][message.frameworkId] = undefined;
        return;
      default:
        return;
    }
  }

  /** What was not on its disk is forgotten, and what was is said again. */
  agentRestarted(agent: number): void {
    this.streams[agent] = [];
  }

  cycleEnded(): void {
    this.turn = this.turn + 1 < this.streams.length ? this.turn + 1 : 0;
    this.review(this.turn);
  }

  ended(): void {
    for (const agent of this.streams.keys()) this.review(agent);
  }

  private acknowledged(
    agent: number,
    frameworkId: FrameworkId,
    taskId: TaskId,
    uuid: UpdateUuid,
  ): void {
    const byTask = this.streams[agent][frameworkId];
    const stream = byTask?.get(taskId);
    if (stream === undefined || stream.status.uuid !== uuid) return;
    stream.patienceUs = 0;
    if (!isTerminal(stream.status.state)) return;
    byTask?.delete(taskId);
    this.closed.set(frameworkId, taskId, CLOSED);
  }

  private repeats(agent: number, { frameworkId, taskId, state }: TaskStatus): void {
    const whose = frameworkText(this.world, frameworkId);
    this.fail(
      `agent ${agent} says again that task ${taskId} of ${whose} is ${state}: ` +
        'it was told that its scheduler knows',
    );
  }

  private review(agent: number): void {
    const { now } = this.world;
    const calmUs = calmFor(this.world);
    if (calmUs <= FIRST_RETRY_US) return;
    for (const byTask of this.streams[agent]) {
      if (byTask === undefined) continue;
      for (const { status, saidUs, patienceUs } of byTask.values()) {
        const limitUs = patienceUs + SLACK_US;
        if (patienceUs === 0 || now - saidUs <= limitUs || calmUs <= limitUs) continue;
        const whose = frameworkText(this.world, status.frameworkId);
        return this.fail(
          `agent ${agent} said that task ${status.taskId} of ${whose} is ${status.state} ` +
            `at ${secondsText(saidUs)} and not again: nobody has acknowledged it`,
        );
      }
    }
  }
}

/** An update is said again until it is acknowledged, and not after. */
export const updatesRepeated: CheckerType = {
  name: 'updates-repeated',
  says: 'agents repeat an update until it is acknowledged, and none that is',
  make: (world, fail) => new UpdatesRepeated(world, fail),
};
