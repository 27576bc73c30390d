import { beforeAll, describe, expect, it } from 'vitest';

import { Session } from '../../sim/session/session.ts';
import type { RunSummary } from '../../sim/session/session-api.ts';
import type { AgentColumns } from '../../sim/session/session-frame.ts';
import { STATE } from '../cluster-view/cluster-columns.ts';
import { clusterPicture, clusterSummary, describeAgent } from './cluster-picture.ts';

const session = new Session();
let summary: RunSummary;
let agents: AgentColumns;

beforeAll(() => {
  const opened = session.open({
    source: {
      kind: 'document',
      document: {
        cluster: { agents: [{ count: 3, resources: 'cpus:4;mem:8192', rack: 'r{1..3}' }] },
        frameworks: [
          {
            name: 'a',
            kind: 'mapreduce',
            jobs: [{ tasks: 1, duration: '1h', resources: 'cpus:1;mem:6144' }],
          },
        ],
        faults: [{ at: '30s', kind: 'agent-crash', agents: [2], for: '1h' }],
        until: '2h',
      },
    },
  });
  if (!opened.ok) throw new Error(opened.problems[0].message);
  summary = opened.summary;
  session.seek({ at: 'time', timeUs: 40_000_000 });
  const { agents: columns } = session.frame({ agents: true });
  if (columns === null) throw new Error('asked for agents and got none');
  agents = columns;
});

describe('the picture of a cluster', () => {
  it('fills each agent with the resource shown, and says whose most of it is', () => {
    const busy = agents.running.indexOf(1);
    const use = (shown: number | 'dominant'): number =>
      clusterPicture(agents, summary, shown).fill[busy];
    expect(use(0)).toBe(0.25);
    expect(use(1)).toBe(0.75);
    expect(use('dominant')).toBe(0.75);
    const { framework, state, parts } = clusterPicture(agents, summary, 'dominant');
    expect(framework[busy]).toBe(0);
    expect(state[busy]).toBe(STATE.allocated);
    expect(parts?.part[parts.first[busy]]).toBe(0.75);
  });

  it('tells free agents from lost ones', () => {
    const { state, framework } = clusterPicture(agents, summary, 'dominant');
    expect(state[2]).toBe(STATE.lost);
    const free = [0, 1].filter((agent) => agents.running[agent] === 0);
    expect(free.map((agent) => [state[agent], framework[agent]])).toEqual([[STATE.free, -1]]);
  });

  it('is there in words too', () => {
    const busy = agents.running.indexOf(1);
    expect(describeAgent(agents, summary, busy)).toEqual([
      `agent${busy}, rack r${busy + 1}`,
      'up, 1 container',
      'in use: cpus 25 %, mem 75 %',
      'a: 1 task, 1 cpus, 6 GB mem',
    ]);
    expect(clusterSummary(agents, '0:40')).toBe(
      'At 0:40: agents 2 up, 1 down; 1 container running.',
    );
  });
});
