import { MICROS_PER_SECOND, type Micros } from '../machine.ts';

/** Mesos's `allocator_agent_recovery_factor` and `allocator_recovery_timeout`. */
const FACTOR = 0.8;
const TIMEOUT_US = 600 * MICROS_PER_SECOND;

/** A new leader that waits for agents before it allocates. */
export interface RecoveryPause {
  /** So many have to be back. */
  readonly agents: number;
  readonly untilUs: Micros;
}

/**
 * A new leader that knows of this many agents; with quota set, nothing is allocated until most of
 * them have come back, since what is free cannot be known before (`mesos-semantics` part 13.3).
 */
export function recoveryPause(
  expectedAgents: number,
  hasQuota: boolean,
  nowUs: Micros,
): RecoveryPause | null {
  const agents = Math.floor(expectedAgents * FACTOR);
  return hasQuota && agents > 0 ? { agents, untilUs: nowUs + TIMEOUT_US } : null;
}
