import { describe, expect, it } from 'vitest';
import { clusterOf } from '../../test/support/allocator-driver.ts';
import { problemOfWants } from './wants.ts';

describe('what frameworks say they want', () => {
  it.each([
    [{}],
    [{ taskDemand: [1000, 0] }],
    [{ taskDemand: null, jobWork: null }],
    [{ jobSubmittedUs: 0, jobWork: 5e9, remainingWork: 2.5 }],
  ])('may be %j', (wants) => {
    expect(problemOfWants(wants, 2)).toBeNull();
  });

  it.each([
    [
      { taskDemand: [1000] },
      'a task demand of [1000]: wanted 2 whole numbers of thousandths from 0',
    ],
    [
      { taskDemand: [-1, 2] },
      'a task demand of [-1, 2]: wanted 2 whole numbers of thousandths from 0',
    ],
    [
      { taskDemand: [0.5, 2] },
      'a task demand of [0.5, 2]: wanted 2 whole numbers of thousandths from 0',
    ],
    [{ taskDemand: [0, 0] }, 'a task demand of [0, 0]: wanted some resource'],
    [{ jobWork: Number.NaN }, 'jobWork of NaN: wanted a number from 0'],
    [{ remainingWork: -1 }, 'remainingWork of -1: wanted a number from 0'],
    [{ jobSubmittedUs: Infinity }, 'jobSubmittedUs of Infinity: wanted a number from 0'],
  ])('may not be %j', (wants, problem) => {
    expect(problemOfWants(wants, 2)).toBe(problem);
  });

  it('are kept until said otherwise, forgotten when offers are suppressed or the framework goes', () => {
    const cluster = clusterOf('cpus:1', { policy: 'tetris' });
    const { allocator } = cluster;
    const client = cluster.framework('a');
    allocator.setWaitingSince(client, 7);
    allocator.setWants(client, { taskDemand: [500] });
    allocator.setWants(client, { remainingWork: 3 });
    const wants = () => allocator.tree.wants[client];
    expect(wants()).toMatchObject({ waitingSinceUs: 7, taskDemand: [500], remainingWork: 3 });
    allocator.suppress(client);
    expect(wants()).toMatchObject({ waitingSinceUs: 7, taskDemand: null, remainingWork: null });
    allocator.setWants(client, { jobWork: 3 });
    allocator.removeClient(client);
    expect(wants().jobWork).toBeNull();
  });
});
