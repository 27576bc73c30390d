import type { ClusterChange } from '../feed/cluster-change.ts';
import { AgentLife } from './agent-life.ts';
import { type RecordedLife, RecordingProblem, readLifeHeader } from './life-replay.ts';
import { MasterLife } from './master-life.ts';

/**
 * The life of the master or the agent that a recording is of.
 * @param file how problems name it
 * @throws RecordingProblem for what is no recording of one
 */
export function recordedLife(
  file: string,
  lines: readonly string[],
  tell: (change: ClusterChange) => void,
): RecordedLife {
  const header = lines.length === 0 ? null : readLifeHeader(lines[0]);
  if (header === null) throw new RecordingProblem(`${file}: no recording of a live machine`);
  switch (header.machine) {
    case 'master':
      return new MasterLife(header, lines, tell);
    case 'agent':
      return new AgentLife(header, lines, tell);
    case 'election':
      throw new RecordingProblem(
        `${file}: found the recording of an election, wanted that of a master or an agent`,
      );
  }
}
