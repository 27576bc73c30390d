import { describe, expect, it } from 'vitest';
import type { AgentTask, Checkpoint } from '../../core/agent/agent-io.ts';
import { AgentDisk } from './agent-disk.ts';

function task(slot: number, more: Partial<AgentTask> = {}): AgentTask {
  return {
    info: { ...{ taskId: 10 + slot, resources: [1000] }, ...WORK },
    framework: { id: 0, checkpoint: true } as AgentTask['framework'],
    ...{ slot, container: null, inFlight: null, queued: null, retryUs: 0, retryAfterUs: 0 },
    ...{ state: 'TASK_STAGING', over: false },
    ...more,
  };
}

const WORK = { job: 0, stage: 0, index: 0, held: false, locality: 0 } as const;

function checkpoint(updates: number, tasks: readonly AgentTask[]): Checkpoint {
  return { agentId: 3, updates, launches: [7], total: null, tasks, executors: [] };
}

describe("an agent's disk", () => {
  it('has what was written last, whatever came and went before', () => {
    const disk = new AgentDisk();
    const [one, two] = [task(0), task(1)];
    disk.write(checkpoint(0, [one]));
    disk.write(checkpoint(1, [{ ...one, state: 'TASK_RUNNING' }, two]));
    disk.write(checkpoint(2, [two]));
    const reused = task(0, { state: 'TASK_FINISHED', over: true });
    const last = checkpoint(3, [reused, { ...two, state: 'TASK_RUNNING' }]);
    disk.write(last);
    expect(disk.recover()).toEqual(last);
  });

  it('goes back to what was synced, and cuts what is torn', () => {
    const disk = new AgentDisk();
    const synced = checkpoint(1, [task(0)]);
    disk.write(synced);
    disk.sync();
    disk.write(checkpoint(2, [task(0, { state: 'TASK_RUNNING' }), task(1)]));
    disk.crash('torn-tail', 0.1);
    expect(disk.recover()).toEqual(synced);
    // The next process appends behind what is whole.
    disk.restart(synced);
    const next = checkpoint(5, [task(0, { state: 'TASK_RUNNING' })]);
    disk.write(next);
    expect(disk.recover()).toEqual(next);
  });

  it('of an agent without a name has nothing', () => {
    const disk = new AgentDisk();
    disk.write(null);
    expect(disk.recover()).toBeNull();
  });
});
