import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

import { goldenExperiment } from '../../sim/experiment/golden-run.ts';
import { runExperiment } from '../../sim/experiment/run-experiment.ts';
import { type EventOptions, EventOutputs, outputOnStandard } from './event-outputs.ts';

const folder = mkdtempSync(join(tmpdir(), 'evenhand-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('standard output', () => {
  it.each<[EventOptions, string | null]>([
    [{}, null],
    [{ json: true }, null],
    [{ events: 'e', log: 'l', traceOut: 't', json: 'j' }, null],
    [{ events: '-' }, '--events -'],
    [{ log: true }, '--log'],
    [{ log: '-', events: 'e', json: 'j' }, '--log'],
    [{ traceOut: '-' }, '--trace-out -'],
    [{ explain: '-' }, '--explain -'],
  ])('is taken by one of %o: %s', (options, taken) => {
    expect(outputOnStandard(options)).toBe(taken);
  });

  it.each<[EventOptions, string]>([
    [{ events: '-', log: true }, '--events - and --log: found 2 for standard output, wanted one'],
    [{ json: true, log: '-' }, '--log and --json: found 2 for standard output, wanted one'],
    [{ logFrom: '1s' }, '--log-kinds, --log-from, --log-to: found no --log, wanted it too'],
  ])('is not taken twice, and filters filter a log: %o', (options, message) => {
    expect(() => outputOnStandard(options)).toThrow(message);
  });
});

describe('the outputs of a run', () => {
  const path = (name: string): string => join(folder, name);

  it('are written to their files, each in its form', () => {
    const experiment = { ...goldenExperiment(), untilUs: 60_000_000 };
    const options = { events: path('e'), log: path('l'), traceOut: path('t'), explain: path('x') };
    const outputs = new EventOutputs(experiment, options);
    const result = runExperiment(experiment, { events: (chunk) => outputs.chunk(chunk) });
    outputs.explained?.('because\n');
    outputs.end(result);
    outputs.close();
    expect(outputs.files.map(({ path: file }) => file)).toEqual(Object.values(options));
    const lines = ['e', 'l'].map((name) => readFileSync(path(name), 'utf8').split('\n').length - 1);
    expect(lines).toEqual([result.events + 2, result.events]);
    expect(JSON.parse(readFileSync(path('t'), 'utf8'))).toHaveProperty(
      'otherData.hash',
      result.hash,
    );
    expect(readFileSync(path('x'), 'utf8')).toBe('because\n');
  });

  it('keep what came before a failure', () => {
    const outputs = new EventOutputs(goldenExperiment(), { events: path('cut') });
    outputs.close();
    expect(readFileSync(path('cut'), 'utf8')).toMatch(/^\{"format":"evenhand-events\/1".*\}\n$/);
  });

  it('are none when nobody asked, and no file is made for a filter that is none', () => {
    expect(new EventOutputs(goldenExperiment(), {}).some).toBe(false);
    const options = { log: path('never'), logKinds: 'x' };
    expect(() => new EventOutputs(goldenExperiment(), options)).toThrow('--log-kinds');
    expect(existsSync(path('never'))).toBe(false);
  });
});
