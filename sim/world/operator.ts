import { MICROS_PER_SECOND, type Micros } from '../../core/machine.ts';
import type { Master } from '../../core/master/master.ts';
import { operationOf } from '../../core/master/operator-resources.ts';
import type { MaintenanceWindow } from '../../core/protocol/maintenance.ts';
import {
  OPERATOR_CALLS,
  type OperatorCall,
  type Refusal,
} from '../../core/protocol/operator-api.ts';
import { conversionOf } from '../../core/resources/operations.ts';
import { Resources } from '../../core/resources/resources.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { KIND } from '../log/event-kinds.ts';
import type { EventLog } from '../log/event-log.ts';
import type { OperationSpec } from '../operations/operation-spec.ts';
import {
  type Directory,
  type Errand,
  errandsOf,
  maintenanceErrands,
} from '../operations/operator-errands.ts';
import { type AgentMachines, hostnameOf } from './agent-machines.ts';
import { type Followers, NO_MASTER } from './followers.ts';
import { EVENT } from './kinds.ts';
import type { MasterNodes } from './master-nodes.ts';
import type { MessageLog } from './message-log.ts';
import type { Network, Packet } from './network.ts';
import type { PeerLinks } from './peer-links.ts';

/** An operator who hears nothing for so long asks again, and so does one who came too early. */
const RETRY_US: Micros = 10 * MICROS_PER_SECOND;

/** So many refusals that may be a matter of time, and an errand is given up. */
const MOST_CONFLICTS = 6;

/** A master's answer: refused, or carried out. */
interface Answer {
  readonly call: OperatorCall;
  readonly refusal: Refusal['fault'] | null;
}

/** What an operator is wired to. */
export interface OperatorSurroundings {
  readonly kernel: Kernel;
  readonly network: Network;
  readonly links: PeerLinks;
  readonly followers: Followers;
  readonly log: EventLog;
  readonly operations: readonly OperationSpec[];
  readonly messages: MessageLog;
  readonly agents: AgentMachines;
  readonly masters: MasterNodes;
}

/**
 * Who carries out a scenario's operations: asks the leading master, one call after the other, and
 * asks the next leader again where no answer came. A call that may have been carried out unheard
 * is not made twice where that would do more than once is meant: the operator looks first.
 */
export class Operator {
  private readonly world: OperatorSurroundings;
  private readonly directory: Directory;
  private readonly queue: Errand[] = [];
  /** Attempts of the errand at the head that nobody has answered. */
  private sent: OperatorCall[] = [];
  private conflicts = 0;
  /** Counts what was begun: a timer of an earlier attempt is void. */
  private turn = 0;
  /** Maintenance that was announced and is not over. */
  private windows: MaintenanceWindow[] = [];
  /** What it has reserved and made, by agent. */
  private readonly held = new Map<number, Resources>();

  constructor(world: OperatorSurroundings) {
    this.world = world;
    const { messages } = world;
    this.directory = {
      agentId: (agent) => messages.idOfAgent(agent),
      frameworkId: (framework) => messages.idsOf(framework).at(-1),
      machineOf: (agent) => ({ hostname: hostnameOf(agent), ip: '' }),
    };
  }

  start(): void {
    const { followers, operations } = this.world;
    followers.start(this.peer);
    for (const operation of operations.keys()) this.plan(operation, operations[operation].atUs);
  }

  get peer(): number {
    return this.world.links.operator;
  }

  /** It follows another master, or none: what was asked of the one before is asked again. */
  followed(master: number): void {
    if (master !== NO_MASTER && this.queue.length > 0) this.ask();
  }

  /** A master refuses something: if it is a call of ours, the answer travels. */
  refused(master: number, input: object, fault: Refusal['fault'] = 'INVALID'): void {
    const call = this.sent.find((one) => one === input);
    if (call !== undefined) this.answer(master, call, fault);
  }

  /** A call of ours has taken effect at a master. */
  carriedOut(master: number, call: OperatorCall): void {
    this.answer(master, call, null);
  }

  private answer(master: number, call: OperatorCall, refusal: Answer['refusal']): void {
    const { network, links } = this.world;
    const answer: Answer = { call, refusal };
    network.send(links.toOperator(master), EVENT.OPERATOR_ANSWER, master, answer);
  }

  /** A packet comes to its end, at a master or here. */
  arrive(kind: number, master: number, packet: Packet): void {
    const { network, links } = this.world;
    const isCall = kind === EVENT.OPERATOR_CALL;
    const link = isCall ? links.fromOperator(master) : links.toOperator(master);
    const body = network.arrival(link, packet);
    for (const message of body === null ? [] : [body].flat()) {
      if (isCall) this.reaches(master, message as OperatorCall);
      else this.hears(master, message as Answer);
    }
  }

  private reaches(master: number, call: OperatorCall): void {
    this.world.masters.step(master, call, () => this.note(KIND.OPERATOR_CALL, call));
  }

  private hears(master: number, { call, refusal }: Answer): void {
    if (!this.sent.includes(call)) return;
    // A master that was deposed cannot know.
    if (!this.world.followers.admits(this.peer, this.world.masters.epoch(master))) return;
    this.sent = this.sent.filter((one) => one !== call);
    const isDone = refusal === null || (this.sent.length > 0 && isState(call));
    // An agent that is unknown to a new leader may be back in a moment.
    const mayPass = refusal !== 'INVALID' || 'agentId' in call;
    if (!isDone && mayPass && ++this.conflicts < MOST_CONFLICTS) return;
    this.note(isDone ? KIND.OPERATOR_DONE : KIND.OPERATOR_REFUSED, call);
    this.next(isDone ? call : null);
  }

  /** The errand at the head is over. @param done the call that was carried out */
  private next(done: OperatorCall | null): void {
    const errand = this.queue.shift();
    this.sent = [];
    this.conflicts = 0;
    if (done === null) errand?.failed?.();
    if (done !== null && errand !== undefined) {
      this.enter(errand.agent, done);
      errand.done?.();
    }
    if (this.queue.length > 0) this.ask();
  }

  /** Asks the leader for what is at the head of the queue, and again later. */
  private ask(): void {
    const { kernel, network, links, followers, masters } = this.world;
    const [errand] = this.queue;
    const turn = ++this.turn;
    kernel.schedule(RETRY_US, EVENT.ACTION, 0, () => {
      if (turn === this.turn && this.queue.length > 0) this.ask();
    });
    const master = followers.masterOf(this.peer);
    if (master === NO_MASTER) return;
    const call = errand.call();
    if (call === null) return;
    if (this.sent.length > 0 && this.isThere(errand.agent, call, masters.machine(master))) {
      this.sent.push(call);
      this.note(KIND.OPERATOR_DONE, call);
      return this.next(call);
    }
    this.sent.push(call);
    network.send(links.fromOperator(master), EVENT.OPERATOR_CALL, master, call);
  }

  private plan(operation: number, atUs: Micros): void {
    const { kernel, operations } = this.world;
    kernel.scheduleAt(atUs, EVENT.ACTION, 0, () => {
      const { everyUs } = operations[operation];
      this.begin(operation);
      if (everyUs !== undefined) this.plan(operation, atUs + everyUs);
    });
  }

  private begin(operation: number): void {
    const spec = this.world.operations[operation];
    if (spec.kind === 'maintenance') return this.maintain(operation, spec);
    this.add(errandsOf(spec, operation, this.directory));
  }

  private add(errands: readonly Errand[]): void {
    const wasIdle = this.queue.length === 0;
    this.queue.push(...errands);
    if (wasIdle && errands.length > 0) this.ask();
  }

  /** Announces, takes down when the time has come, and brings up again. */
  private maintain(
    operation: number,
    { agents, noticeUs, forUs }: Extract<OperationSpec, { readonly kind: 'maintenance' }>,
  ): void {
    const { directory } = this;
    const { kernel } = this.world;
    const window: MaintenanceWindow = {
      machines: agents.map((agent) => directory.machineOf(agent)),
      unavailability: { startUs: kernel.now + noticeUs, durationUs: forUs },
    };
    const calls = maintenanceErrands(operation, agents, directory, () => this.windows);
    const later = (delayUs: Micros, action: () => void): void =>
      kernel.schedule(delayUs, EVENT.ACTION, 0, action);
    this.windows = [...this.windows, window];
    const forget = (): void => {
      this.windows = this.windows.filter((one) => one !== window);
    };
    const stop = (): void => {
      forget();
      this.power(agents, true);
    };
    const start = (): void => {
      this.power(agents, false);
      if (forUs !== null) later(forUs, () => this.add([{ ...calls.stop, done: stop }]));
    };
    this.add([{ ...calls.announce, failed: forget }]);
    later(noticeUs, () => {
      if (this.windows.includes(window)) this.add([{ ...calls.start, done: start }]);
    });
  }

  /** Its agents were told to end, and forgot who they were: they come back as new ones. */
  private power(places: readonly number[], on: boolean): void {
    const { agents } = this.world;
    for (const agent of places) {
      if (on) agents.comeBack(agent, true);
      else agents.crash(agent, true);
    }
  }

  /** Keeps account of what it holds. */
  private enter(agent: number, call: OperatorCall): void {
    const held = this.held.get(agent) ?? Resources.EMPTY;
    this.held.set(agent, heldAfter(held, call));
  }

  /** Whether what an attempt before asked for is there by now. */
  private isThere(agent: number, call: OperatorCall, machine: Master | null): boolean {
    if (!('agentId' in call) || machine === null || !machine.agents[call.agentId]) return false;
    const { rest } = machine.allocator.agents.totalOf(call.agentId);
    const held = this.held.get(agent) ?? Resources.EMPTY;
    switch (call.type) {
      case 'RESERVE_RESOURCES':
      case 'CREATE_VOLUMES':
        return rest.contains(heldAfter(held, call));
      case 'UNRESERVE_RESOURCES':
      case 'DESTROY_VOLUMES':
        return !rest.contains(held);
      default:
        return false;
    }
  }

  private note(kind: number, call: OperatorCall): void {
    const [errand] = this.queue;
    if (errand === undefined) return;
    const { log, kernel } = this.world;
    const word = OPERATOR_CALLS.indexOf(call.type);
    log.append(kernel.now, kind, -1, errand.agent, errand.operation, word);
  }
}

/** Calls by which a state is reached: who is refused the second time was heard the first. */
function isState({ type }: OperatorCall): boolean {
  switch (type) {
    case 'START_MAINTENANCE':
    case 'STOP_MAINTENANCE':
    case 'REACTIVATE_AGENT':
    case 'MARK_AGENT_GONE':
    case 'TEARDOWN_FRAMEWORK':
      return true;
    default:
      return false;
  }
}

function heldAfter(held: Resources, call: OperatorCall): Resources {
  switch (call.type) {
    case 'RESERVE_RESOURCES':
    case 'UNRESERVE_RESOURCES':
    case 'CREATE_VOLUMES':
    case 'DESTROY_VOLUMES': {
      const { consumed, converted } = conversionOf(operationOf(call));
      return held.minus(consumed).plus(converted).reserved();
    }
    default:
      return held;
  }
}
