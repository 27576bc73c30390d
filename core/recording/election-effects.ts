import type { Epoch } from '../election/candidates.ts';
import type { CoordinationRequest, RequestId } from '../election/coordination.ts';
import type { ElectionTimer, Leader, LeadershipOutput } from '../election/election-io.ts';
import type { Micros } from '../machine.ts';

/** What a master's part in an election said in a step, in the order in which it said it. */
export type ElectionEffect =
  | { readonly verb: 'openSession'; readonly timeoutUs: Micros }
  | { readonly verb: 'closeSession' | 'written' }
  | { readonly verb: 'request'; readonly id: RequestId; readonly request: CoordinationRequest }
  | { readonly verb: 'setTimer'; readonly timer: ElectionTimer; readonly delayUs: Micros }
  | { readonly verb: 'complain'; readonly problem: string }
  | { readonly verb: 'detected'; readonly leader: Leader | null }
  | { readonly verb: 'elected'; readonly epoch: Epoch }
  | { readonly verb: 'claimed'; readonly content: string }
  | { readonly verb: 'lost'; readonly reason: string };

/** Collects what it says, to be carried out after the step. */
export function electionOutput(effects: ElectionEffect[]): LeadershipOutput {
  return {
    openSession: (timeoutUs) => effects.push({ verb: 'openSession', timeoutUs }),
    closeSession: () => effects.push({ verb: 'closeSession' }),
    request: (id, request) => effects.push({ verb: 'request', id, request }),
    setTimer: (timer, delayUs) => effects.push({ verb: 'setTimer', timer, delayUs }),
    complain: (problem) => effects.push({ verb: 'complain', problem }),
    detected: (leader) => effects.push({ verb: 'detected', leader }),
    elected: (epoch) => effects.push({ verb: 'elected', epoch }),
    claimed: (content) => effects.push({ verb: 'claimed', content }),
    written: () => effects.push({ verb: 'written' }),
    lost: (reason) => effects.push({ verb: 'lost', reason }),
  };
}
