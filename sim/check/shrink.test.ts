import { describe, expect, it } from 'vitest';

import type { Violation } from '../checkers/checker.ts';
import type { FaultDocument, ScenarioDocument } from '../scenario/scenario-document.ts';
import { planScenario } from '../scenario/plan-scenario.ts';
import { workloadOf } from '../experiment/job-list.ts';
import { experimentOf } from '../scenario/scenario-experiment.ts';
import { readDuration } from '../scenario/duration-text.ts';
import { writeScenario } from '../scenario/write-scenario.ts';
import { countFaults, countPieces } from './scenario-lists.ts';
import { type Attempt, shrink } from './shrink.ts';
import { swarmScenario } from './swarm.ts';

/** Large, with faults of many kinds: what a swarm draws, and a preset. */
const LARGE: ScenarioDocument = {
  ...swarmScenario('large', { agents: 8, frameworks: 4, minutes: 10 }),
  masters: 3,
  faults: [
    { kind: 'agent-crash', rate: '1 per 2m per agent', for: '30s' },
    { preset: 'master-failover' },
    { kind: 'message-loss', ratio: '1/100' },
    { kind: 'partition', at: '3m', for: '20s' },
  ],
};

const FOUND: Violation = { checker: 'wanted', message: 'found', timeUs: 200_000_000, event: 7 };

/** Fails as long as the document has what it looks for; none that could not be run is asked. */
function failsWith(needs: (document: ScenarioDocument) => boolean, checker = 'wanted'): Attempt {
  return (document) => {
    if (planScenario(document).problems.length > 0) return null;
    return needs(document) ? { ...FOUND, checker } : null;
  };
}

function faultsIn({ faults = [] }: ScenarioDocument): FaultDocument[] {
  return typeof faults === 'string' ? [] : faults.filter((fault) => 'kind' in fault);
}

const hitsAgent4 = (document: ScenarioDocument): boolean =>
  faultsIn(document).some(({ kind, agents = [4] }) => kind === 'agent-crash' && agents.includes(4));

const endUs = ({ until = '' }: ScenarioDocument): number => {
  const micros = readDuration(until);
  return typeof micros === 'number' ? micros : 0;
};

describe('shrinking', () => {
  it('keeps what it takes to fail, and nothing else', () => {
    const needs = failsWith(
      (document) =>
        hitsAgent4(document) &&
        document.frameworks.some(({ name }) => name === 'f1') &&
        endUs(document) >= FOUND.timeUs,
    );
    const { document, minimal, violation } = shrink(LARGE, FOUND, needs, { attempts: 5000 });
    expect(minimal).toBe(true);
    expect(violation).toEqual(FOUND);
    expect(document.frameworks.map(({ name }) => name)).toEqual(['f1']);
    expect([countPieces(document), countFaults(document)]).toEqual([1, 1]);
    expect(faultsIn(document)).toMatchObject([{ kind: 'agent-crash', agents: [4] }]);
    expect(document.until).toBe('201s');
    expect(document.cluster.agents).toEqual([expect.objectContaining({ count: 5 })]);
    const { roles, network, masters, heal } = document;
    expect([roles, network, masters, heal]).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('does not take another broken invariant for the same', () => {
    const other: Attempt = (document) => ({
      ...FOUND,
      checker: countFaults(document) < 3 ? 'other' : 'wanted',
    });
    const { document } = shrink(LARGE, FOUND, other, { attempts: 5000 });
    expect(countFaults(document)).toBe(3);
  });

  it('ends with its budget, at the smallest so far', () => {
    const always = failsWith(() => true);
    let asked = 0;
    const counting: Attempt = (document) => {
      asked++;
      return always(document);
    };
    const few = shrink(LARGE, FOUND, counting, { attempts: 5 });
    expect([asked, few.attempts, few.minimal]).toEqual([5, 5, false]);
    expect(countFaults(few.document)).toBeLessThan(countFaults(LARGE) + 100);
    let left = 7;
    const timed = shrink(LARGE, FOUND, always, { attempts: 5000, goesOn: () => left-- > 0 });
    expect(timed.attempts).toBeLessThanOrEqual(7);
    expect(timed.minimal).toBe(false);
  });

  it('leaves alone what fails only whole', () => {
    const text = writeScenario({ ...LARGE, faults: [] });
    const whole: Attempt = (document) =>
      writeScenario({ ...document, faults: [] }) === text && countFaults(document) >= 3
        ? FOUND
        : null;
    const { document } = shrink(LARGE, FOUND, whole, { attempts: 5000 });
    expect(writeScenario({ ...document, faults: [] })).toBe(text);
  });

  it('gives the same each time, and runs no scenario twice', () => {
    const run = (): { readonly seen: string[]; readonly text: string } => {
      const seen: string[] = [];
      const needs = failsWith(hitsAgent4);
      const { document } = shrink(
        LARGE,
        FOUND,
        (candidate) => {
          seen.push(writeScenario(candidate));
          return needs(candidate);
        },
        { attempts: 5000 },
      );
      return { seen, text: writeScenario(document) };
    };
    const [first, second] = [run(), run()];
    expect(second).toEqual(first);
    expect(new Set(first.seen).size).toBe(first.seen.length);
  });
});

/** Forty jobs, of which the one at place 7 matters. */
const TRACE = workloadOf({
  name: 'a.tsv',
  frameworks: ['user'],
  demands: [new Map([['cpus', 1000]])],
  jobs: Array.from({ length: 40 }, (_, job) => ({
    submitUs: job * 1_000_000,
    stages: [{ tasks: 3, taskUs: 5_000_000 }],
  })),
});

it('keeps the room that jobs need to end, where they do without faults', () => {
  const crash: FaultDocument = { kind: 'agent-crash', at: '1m', for: '5s' };
  const document: ScenarioDocument = {
    cluster: { agents: [{ count: 4, resources: 'cpus:4' }] },
    frameworks: [{ name: 'f0', kind: 'mapreduce', jobs: [{ tasks: 9, duration: '5s' }] }],
    faults: [crash, { kind: 'clog', at: '2m', for: '5s' }],
    until: '10m',
  };
  const fails: Attempt = ({ cluster, faults = [] }) => {
    const starves = cluster.agents[0].count < 2;
    const breaks = typeof faults !== 'string' && faults.some((one) => 'kind' in one);
    return starves || breaks ? { ...FOUND, checker: 'jobs-end' } : null;
  };
  const found = shrink(document, { ...FOUND, checker: 'jobs-end' }, fails, { attempts: 5000 });
  expect(found.document.cluster.agents[0].count).toBe(2);
  expect(countFaults(found.document)).toBe(1);
});

describe('shrinking what runs a trace', () => {
  const traces = new Map([['a.tsv', TRACE]]);
  const document: ScenarioDocument = {
    cluster: { agents: [{ count: 1, resources: 'cpus:4' }] },
    frameworks: [{ name: 'f0', kind: 'mapreduce', trace: 'a.tsv' }],
  };
  const jobsIn = (candidate: ScenarioDocument): readonly string[] => {
    const planned = experimentOf(planScenario(candidate).plan, traces);
    return planned.experiment?.workload.jobs.names ?? [];
  };

  it('takes its jobs out one by one, and needs the trace no more', () => {
    const needs = failsWith((candidate) => jobsIn(candidate).includes('job7'));
    const found = shrink(document, FOUND, needs, { attempts: 5000, traces });
    expect(found.minimal).toBe(true);
    expect(found.document.frameworks).toEqual([
      {
        ...{ name: 'f0', kind: 'mapreduce' },
        jobs: [expect.objectContaining({ name: 'job7', tasks: 1, resources: 'cpus:1' })],
      },
    ]);
  });

  it('keeps the trace where its tasks are not all alike', () => {
    const needs = failsWith(
      (candidate) =>
        candidate.frameworks[0].trace !== undefined && jobsIn(candidate).includes('job7'),
    );
    const found = shrink(document, FOUND, needs, { attempts: 5000, traces });
    expect(found.document.frameworks).toEqual([
      { name: 'f0', kind: 'mapreduce', trace: 'a.tsv', traceJobs: [7] },
    ]);
  });
});
