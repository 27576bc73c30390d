/** In core, since a browser that replays a recording compares the same words. */
export {
  type AgentEffect,
  type MasterEffect,
  type MasterMessage,
  agentOutput,
  effectText,
  executorKey,
  isSchedulerEvent,
  masterOutput,
  taskKey,
} from '../../core/recording/effects.ts';
