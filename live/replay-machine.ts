import type { LeadershipInput } from '../core/election/election-io.ts';
import type { MasterInput } from '../core/master/master-io.ts';
import { type MasterEffect, effectText, masterOutput } from '../core/recording/effects.ts';
import { type ElectionEffect, electionOutput } from '../core/recording/election-effects.ts';
import type { LifeCounts } from '../core/recording/life-counts.ts';
import type { RecordingHeader, Redo } from '../core/recording/life-replay.ts';
import { AgentAgain, type AgentMade } from '../core/recording/made-agent.ts';
import { type MasterMade, makeMaster } from '../core/recording/made-master.ts';
import { type LeadershipMade, makeLeadership } from './master/made-leadership.ts';

/**
 * The machine that a recording is of, made as it was then.
 * @param counts told of what a master does
 */
export function machineOf({ machine, made }: RecordingHeader, counts?: LifeCounts): Redo {
  if (machine === 'agent') return redoAgent(made as AgentMade);
  if (machine === 'election') return redoElection(made as LeadershipMade);
  return redoMaster(made as MasterMade, counts);
}

function redoMaster(made: MasterMade, counts?: LifeCounts): Redo {
  const master = makeMaster(made);
  if (counts !== undefined) master.observe(counts);
  return (now, input) => {
    const effects: MasterEffect[] = [];
    // The recording was written by this program: what is wrong with it shows as a difference.
    master.step(now, input as MasterInput, masterOutput(effects));
    return effects.map(effectText);
  };
}

function redoElection(made: LeadershipMade): Redo {
  const leadership = makeLeadership(made);
  return (now, input) => {
    const effects: ElectionEffect[] = [];
    leadership.step(now, input as LeadershipInput, electionOutput(effects));
    return effects.map(effectText);
  };
}

function redoAgent(made: AgentMade): Redo {
  const again = new AgentAgain(made);
  return (now, recorded) => again.step(now, again.named(recorded)).map(effectText);
}
