import { describe, expect, it } from 'vitest';

import type { ScenarioDocument } from '../../sim/scenario/scenario-document.ts';
import { moved } from '../scenario/moved-scenario.ts';
import { parseScenario } from '../scenario/read-scenario.ts';
import {
  defaultScenarioFile,
  failureText,
  reproduction,
  scenarioFileText,
} from './failure-report.ts';

const DOCUMENT: ScenarioDocument = {
  name: 'small',
  cluster: { agents: [{ count: 2, resources: 'cpus:4;mem:8192' }] },
  frameworks: [{ name: 'f0', kind: 'mapreduce', jobs: [{ tasks: 1, duration: '5s' }] }],
  faults: [{ kind: 'agent-crash', at: '3s', for: '1s' }],
};

const VIOLATION = {
  ...{ checker: 'offers-end-once', timeUs: 61_250_000, event: 1234 },
  message: 'offer 3 ended twice\n    at somewhere',
};

describe('the report of a failure', () => {
  it('says what is broken, where the scenario is and how to see it again', () => {
    const file = 'check-7.yaml';
    const command = reproduction(file, { seed: '7', violation: VIOLATION }, null);
    const failure = { seed: '7', document: DOCUMENT, violation: VIOLATION };
    const shrunk = { document: DOCUMENT, violation: VIOLATION, attempts: 41, minimal: true };
    expect(failureText({ failure, shrunk, file, command })).toBe(
      'seed 7 breaks offers-end-once at 61.25 s, event 1,234:\n  offer 3 ended twice\n' +
        'the smallest scenario that breaks it (1 job, 1 fault, 2 agents; 41 runs): check-7.yaml\n' +
        'to see it again: evenhand run check-7.yaml --seed 7\n',
    );
    const unfinished = { ...shrunk, minimal: false };
    expect(failureText({ failure, shrunk: unfinished, file, command })).toContain('a smaller sc');
    expect(failureText({ failure, shrunk: null, file, command })).toContain('its scenario: check');
  });

  it('writes a scenario that can be read, with what it breaks on top', () => {
    const text = scenarioFileText(DOCUMENT, VIOLATION);
    expect(text).toMatch(/^# offers-end-once: offer 3 ended twice\nname: small\n/);
    expect(parseScenario(text, 'x.yaml').document).toEqual(DOCUMENT);
  });

  it('has names for files and words for shells, whatever a seed is', () => {
    expect(defaultScenarioFile('17')).toBe('check-17.yaml');
    expect(defaultScenarioFile('../a b')).toBe('check-.._a_b.yaml');
    expect(defaultScenarioFile('')).toBe('check-empty.yaml');
    const found = (seed: string, violation = VIOLATION) => ({ seed, violation });
    expect(reproduction('a b.yaml', found("it's"), null)).toBe(
      `evenhand run 'a b.yaml' --seed 'it'\\''s'`,
    );
    const unsteady = found('7', { ...VIOLATION, checker: 'same-again' });
    expect(reproduction('x.yaml', unsteady, null)).toBe('evenhand run x.yaml --seed 7 --verify');
    expect(reproduction('x.yaml', found('-7'), 'canary')).toBe(
      "evenhand check x.yaml --seed '-7' --plant canary --no-shrink",
    );
  });

  it('finds traces from where the scenario is written', () => {
    const frameworks = [{ name: 'f0', kind: 'mapreduce', trace: '../traces/a.tsv' } as const];
    const elsewhere = moved({ ...DOCUMENT, frameworks }, { from: 'sim/scenarios', to: 'out/deep' });
    expect(elsewhere.frameworks[0].trace).toBe('../../sim/traces/a.tsv');
  });
});
