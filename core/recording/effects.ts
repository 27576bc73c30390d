import type { AgentExecutor, AgentOutput, AgentTask, AgentTimer } from '../agent/agent-io.ts';
import type { Connection, Micros } from '../machine.ts';
import type { MasterInput, MasterOutput, MasterTimer } from '../master/master-io.ts';
import type { AgentToMaster, MasterToAgent } from '../protocol/agent-api.ts';
import type { TaskId } from '../protocol/ids.ts';
import type { Refusal } from '../protocol/operator-api.ts';
import type { ExecutorData, SchedulerEvent } from '../protocol/scheduler-api.ts';
import { FNV_OFFSET, hashText } from '../random/mix.ts';
import type { ElectionEffect } from './election-effects.ts';
import { writeMachineJson } from './machine-json.ts';

/** What a master said in a step, in the order in which it said it. */
export type MasterEffect =
  | { readonly verb: 'send'; readonly to: Connection; readonly message: MasterMessage }
  | {
      readonly verb: 'setTimer';
      readonly timer: MasterTimer;
      readonly delayUs: Micros;
      readonly subject?: number | undefined;
    }
  | { readonly verb: 'store'; readonly registry: string }
  | {
      readonly verb: 'reject';
      readonly input: MasterInput;
      readonly reason: string;
      readonly fault?: Refusal['fault'] | undefined;
    };

export type MasterMessage = SchedulerEvent | MasterToAgent;

/** Collects what a master says, to be carried out after the step. */
export function masterOutput(effects: MasterEffect[]): MasterOutput {
  return {
    send: (to, message) => effects.push({ verb: 'send', to, message }),
    setTimer: (timer, delayUs, subject) =>
      effects.push({ verb: 'setTimer', timer, delayUs, subject }),
    store: (registry) => effects.push({ verb: 'store', registry }),
    reject: (input, reason, fault) => effects.push({ verb: 'reject', input, reason, fault }),
  };
}

/** What an agent said in a step, in the order in which it said it. */
export type AgentEffect =
  | { readonly verb: 'send'; readonly message: AgentToMaster }
  | { readonly verb: 'setTimer'; readonly timer: AgentTimer; readonly delayUs: Micros }
  | { readonly verb: 'launch'; readonly task: AgentTask }
  | { readonly verb: 'kill'; readonly task: AgentTask; readonly graceUs?: Micros | undefined }
  | { readonly verb: 'launchExecutor' | 'killExecutor'; readonly executor: AgentExecutor }
  | {
      readonly verb: 'acknowledge';
      readonly executor: AgentExecutor;
      readonly taskId: TaskId;
      readonly update: string;
    }
  | { readonly verb: 'messageExecutor'; readonly executor: AgentExecutor; readonly bytes: string }
  | { readonly verb: 'message'; readonly task: AgentTask; readonly data: ExecutorData };

/** Collects what an agent says, to be carried out after the step. */
export function agentOutput(effects: AgentEffect[]): AgentOutput {
  return {
    send: (message) => effects.push({ verb: 'send', message }),
    setTimer: (timer, delayUs) => effects.push({ verb: 'setTimer', timer, delayUs }),
    launch: (task) => effects.push({ verb: 'launch', task }),
    kill: (task, graceUs) => effects.push({ verb: 'kill', task, graceUs }),
    launchExecutor: (executor) => effects.push({ verb: 'launchExecutor', executor }),
    killExecutor: (executor) => effects.push({ verb: 'killExecutor', executor }),
    acknowledge: (executor, taskId, update) =>
      effects.push({ verb: 'acknowledge', executor, taskId, update }),
    messageExecutor: (executor, bytes) =>
      effects.push({ verb: 'messageExecutor', executor, bytes }),
    message: (task, data) => effects.push({ verb: 'message', task, data }),
  };
}

/** An effect in a few words and a hash of all of it, as recordings keep it. */
export function effectText(effect: MasterEffect | AgentEffect | ElectionEffect): string {
  const { verb } = effect;
  const what = subjectOf(effect);
  const hash = hashText(writeMachineJson(plainOf(effect)), FNV_OFFSET) >>> 0;
  return `${verb}${what === '' ? '' : ` ${what}`} ${hash.toString(16).padStart(8, '0')}`;
}

function subjectOf(effect: MasterEffect | AgentEffect | ElectionEffect): string {
  if ('message' in effect) return effect.message.type;
  if ('request' in effect) return effect.request.op;
  return 'timer' in effect ? effect.timer : '';
}

/** Without what a host hangs on tasks and executors, and what changes in them later. */
function plainOf(effect: MasterEffect | AgentEffect | ElectionEffect): unknown {
  switch (effect.verb) {
    case 'launch':
    case 'kill':
    case 'message':
      return { ...effect, task: taskKey(effect.task) };
    case 'launchExecutor':
    case 'killExecutor':
    case 'acknowledge':
    case 'messageExecutor':
      return { ...effect, executor: executorKey(effect.executor) };
    case 'send':
      return { ...effect, message: messageOf(effect.message) };
    default:
      return effect;
  }
}

/** Offers are records of the master, with all that hangs on them. */
function messageOf(message: MasterMessage | AgentToMaster): unknown {
  if (message.type === 'OFFERS') return { ...message, offers: message.offers.map(ownFields) };
  if (message.type !== 'INVERSE_OFFERS') return message;
  return { ...message, inverseOffers: message.inverseOffers.map(ownFields) };
}

function ownFields(offer: object): unknown {
  return { ...offer, framework: undefined, client: undefined };
}

/** Names a task of an agent among those that it has or had. */
export function taskKey({ slot, framework, info }: AgentTask): string {
  return `${slot}/${framework.id}/${info.taskId}`;
}

export function executorKey({ framework, info }: AgentExecutor): string {
  return `${framework.id}/${info.executorId}`;
}

const SCHEDULER_EVENTS: ReadonlySet<string> = new Set<SchedulerEvent['type']>([
  ...(['SUBSCRIBED', 'OFFERS', 'RESCIND', 'INVERSE_OFFERS', 'RESCIND_INVERSE_OFFER'] as const),
  ...(['UPDATE', 'UPDATE_OPERATION_STATUS', 'FAILURE', 'EXECUTOR_MESSAGE', 'ERROR'] as const),
]);

/** Whether a message of the master is one for a scheduler. */
export function isSchedulerEvent(message: MasterMessage): message is SchedulerEvent {
  return SCHEDULER_EVENTS.has(message.type);
}
