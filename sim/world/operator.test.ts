import { describe, expect, it } from 'vitest';
import { runWithRecords } from '../../test/support/event-records.ts';
import { OPERATOR_CALLS } from '../../core/protocol/operator-api.ts';
import { experimentOf } from '../scenario/scenario-experiment.ts';
import { planScenario } from '../scenario/plan-scenario.ts';
import type { OperationDocument, ScenarioDocument } from '../scenario/scenario-document.ts';
import type { Experiment } from '../experiment/experiment.ts';

function experiment(
  operations: readonly OperationDocument[],
  more: Partial<ScenarioDocument> = {},
): Experiment {
  const jobs = [{ tasks: 4, duration: '20s', repeat: { every: '1m', times: 8 } }];
  const { plan, problems } = planScenario({
    cluster: { agents: [{ count: 4, resources: 'cpus:4;mem:8192;disk:4000', rack: 'r{1..2}' }] },
    frameworks: [
      { name: 'a', role: 'eng', kind: 'mapreduce', jobs },
      { name: 'b', role: 'ads', kind: 'mapreduce', jobs },
    ],
    until: '10m',
    operations,
    ...more,
  });
  expect(problems).toEqual([]);
  return experimentOf(plan, new Map()).experiment as Experiment;
}

/** What became of the operator's calls: `62 DRAIN_AGENT agent 1 DONE`, seconds rounded down. */
function told(run: Experiment): string[] {
  const kinds = new Map([
    ['OPERATOR_CALL', 'asked'],
    ['OPERATOR_DONE', 'done'],
    ['OPERATOR_REFUSED', 'refused'],
  ]);
  return runWithRecords(run).records.flatMap(({ kind, timeUs, agent, detail }) => {
    const word = kinds.get(kind);
    if (word === undefined) return [];
    const whose = agent < 0 ? '' : ` of agent ${agent}`;
    return [`${Math.floor(timeUs / 1e6)} ${OPERATOR_CALLS[detail]}${whose} ${word}`];
  });
}

describe('an operator', () => {
  it('asks for one thing after the other, of each agent by itself', () => {
    const run = experiment([
      { at: '1m', kind: 'deactivate', rack: 'r1' },
      { at: '2m', kind: 'reactivate', agents: [0] },
      { at: '3m', kind: 'set-weights', weights: { eng: 2 } },
    ]);
    expect(told(run)).toMatchInlineSnapshot(`
      [
        "60 DEACTIVATE_AGENT of agent 0 asked",
        "60 DEACTIVATE_AGENT of agent 0 done",
        "60 DEACTIVATE_AGENT of agent 2 asked",
        "60 DEACTIVATE_AGENT of agent 2 done",
        "120 REACTIVATE_AGENT of agent 0 asked",
        "120 REACTIVATE_AGENT of agent 0 done",
        "180 UPDATE_WEIGHTS asked",
        "180 UPDATE_WEIGHTS done",
      ]
    `);
  });

  it('asks the next leader again for what nobody answered', () => {
    const faults = [{ at: '59s', kind: 'master-crash', for: '30s' }] as const;
    const operations = [{ at: '1m', kind: 'gone', agents: [2] }] as const;
    const lines = told(experiment(operations, { masters: 3, faults }));
    expect(lines.at(-1)).toMatch(/MARK_AGENT_GONE of agent 2 done$/);
    expect(lines.filter((line) => line.endsWith('done'))).toHaveLength(1);
    expect(Number(lines[0].split(' ')[0])).toBeGreaterThanOrEqual(89);
  });

  it('makes no reservation twice whose answer was lost', () => {
    // Of 4000 MB: had the first been made twice, the second would not fit.
    const reserve = { kind: 'reserve', agents: [0], role: 'eng' } as const;
    const run = experiment(
      [
        { at: '1m', ...reserve, resources: 'disk:1000' },
        { at: '5m', ...reserve, resources: 'disk:3000' },
      ],
      { masters: 3 },
    );
    const at = runWithRecords(run).records.find(({ kind }) => kind === 'OPERATOR_CALL');
    // The master goes down before or after the agent was told, and before the operator is.
    const asked = [0, 200, 400, 600, 800].map((laterUs) => {
      const crash = { kind: 'master-crash', targets: [0, 1, 2], forUs: 1e6 } as const;
      const faults = [{ ...crash, when: { atUs: (at?.timeUs ?? 0) + laterUs + 1 } }];
      const lines = told({ ...run, faults });
      expect(lines.filter((line) => line.endsWith('done'))).toHaveLength(2);
      expect(lines.filter((line) => line.endsWith('refused'))).toEqual([]);
      return lines.filter((line) => line.endsWith('asked')).length;
    });
    // Made before, and found; lost with the master, and made again.
    expect([Math.min(...asked), Math.max(...asked)]).toEqual([2, 4]);
  });

  it('gives up what is refused, and what is refused for a minute', () => {
    const run = experiment([
      { at: '1m', kind: 'reactivate', agents: [0] },
      { at: '2m', kind: 'unreserve', agents: [0], role: 'eng', resources: 'disk:1000' },
      { at: '2m', kind: 'drain', agents: [1] },
    ]);
    const lines = told(run);
    expect(lines.filter((line) => !line.endsWith('asked'))).toMatchInlineSnapshot(`
      [
        "110 REACTIVATE_AGENT of agent 0 refused",
        "170 UNRESERVE_RESOURCES of agent 0 refused",
        "170 DRAIN_AGENT of agent 1 done",
      ]
    `);
    expect(lines.filter((line) => line.includes('UNRESERVE'))).toHaveLength(7);
  });

  it('ends a framework, and the others go on', () => {
    const { result } = runWithRecords(
      experiment([{ at: '130s', kind: 'teardown', frameworks: ['b'] }]),
    );
    expect(result.frameworks.map(({ tasksFinished }) => tasksFinished)).toEqual([32, 8]);
  });

  it('does what it does every so often', () => {
    const run = experiment([
      { at: '1m', every: '2m', kind: 'deactivate', agents: [0] },
      { at: '2m', every: '2m', kind: 'reactivate', agents: [0] },
    ]);
    const done = told(run).filter((line) => line.endsWith('done'));
    expect(done.map((line) => line.split(' ')[1].slice(0, 2)).join(' ')).toBe(
      'DE RE DE RE DE RE DE',
    );
  });
});

describe('maintenance', () => {
  it('takes machines down and brings them up as new agents', () => {
    const run = experiment([
      { at: '1m', kind: 'maintenance', rack: 'r2', notice: '1m', for: '2m' },
    ]);
    const { records } = runWithRecords(run);
    const events = records.flatMap(({ kind, timeUs, agent }) =>
      ['AGENT_DOWN', 'AGENT_UP', 'REGISTER_AGENT'].includes(kind) && timeUs > 60e6
        ? [`${Math.floor(timeUs / 1e6)} ${kind} ${agent}`]
        : [],
    );
    expect(events).toMatchInlineSnapshot(`
      [
        "120 AGENT_DOWN 1",
        "120 AGENT_DOWN 3",
        "240 AGENT_UP 1",
        "240 AGENT_UP 3",
        "240 REGISTER_AGENT 3",
        "240 REGISTER_AGENT 1",
      ]
    `);
  });

  it('does not happen where it is refused: a machine stands in one window at a time', () => {
    const run = experiment([
      { at: '1m', kind: 'maintenance', rack: 'r2', notice: '5m' },
      { at: '2m', kind: 'maintenance', agents: [1], notice: '1m', for: '1m' },
    ]);
    const done = told(run).filter((line) => !line.endsWith('asked'));
    expect(done).toMatchInlineSnapshot(`
      [
        "60 UPDATE_MAINTENANCE_SCHEDULE done",
        "120 UPDATE_MAINTENANCE_SCHEDULE refused",
        "360 START_MAINTENANCE done",
      ]
    `);
  });
});
