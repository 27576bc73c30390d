import { describe, expect, it } from 'vitest';

import { USUAL_HEALTH } from '../core/master/agent-health.ts';
import type { MasterInput } from '../core/master/master-io.ts';
import { type MasterEffect, effectText, masterOutput } from '../core/recording/effects.ts';
import { RecordingProblem, replayLife } from '../core/recording/life-replay.ts';
import { readMachineJson, writeMachineJson } from '../core/recording/machine-json.ts';
import { type MasterMade, makeMaster } from '../core/recording/made-master.ts';
import { Resources } from '../core/resources/resources.ts';
import { machineOf } from './replay-machine.ts';

const MADE: MasterMade = {
  ...{ policy: 'drf', seed: 's', allocationIntervalUs: 1e6, offerTimeoutUs: null },
  health: USUAL_HEALTH,
};

const PORTS = Resources.of(Resources.scalars(new Map([['bandwidth', 5000]])));

const LIFE: readonly MasterInput[] = [
  { type: 'START', leadership: { epoch: 1, registry: '' } },
  { type: 'STORED' },
  {
    ...{ type: 'REGISTER_AGENT', connection: 1, hostname: 'n1' },
    ...{ resources: [4000, 8_192_000, 0, 0], rest: PORTS },
  },
  { type: 'STORED' },
  { type: 'SUBSCRIBE', connection: 2, name: 'f', offerFilters: new Map([['*', []]]) },
  { type: 'TIMER', timer: 'EVENT_ALLOCATION' },
];

/** The lines of a recording of this life. */
function recorded(life: readonly MasterInput[]): string[] {
  const master = makeMaster(MADE);
  const header = { evenhand: 'live-recording', format: 1, machine: 'master', version: '0' };
  const lines = life.map((input, at) => {
    const effects: MasterEffect[] = [];
    master.step(at * 1000, input, masterOutput(effects));
    return writeMachineJson({ t: at * 1000, i: input, o: effects.map(effectText) });
  });
  return [writeMachineJson({ ...header, made: MADE }), ...lines];
}

describe('a recorded life', () => {
  it('is answered again as it was', () => {
    const lines = recorded(LIFE);
    expect(lines.at(-1)).toContain('send OFFERS');
    const outcome = replayLife('file', lines, machineOf);
    expect(outcome).toMatchObject({ inputs: 6, spanUs: 5000, difference: null });
  });

  it('is another one where an input is missing', () => {
    const lines = recorded(LIFE).filter((line) => !line.includes('REGISTER_AGENT'));
    const { difference } = replayLife('file', lines, machineOf);
    expect(difference).toMatchObject({ line: 4, input: 'STORED', again: null });
    expect(difference?.recorded).toMatch(/^send AGENT_REGISTERED /);
  });

  it('is named where the machine says more than it did', () => {
    const lines = recorded(LIFE);
    lines[6] = lines[6].replace(/"o":\[.*\]/, '"o":[]');
    const { difference } = replayLife('file', lines, machineOf);
    expect(difference).toMatchObject({ line: 7, input: 'TIMER', recorded: null });
    expect(difference?.again).toMatch(/^send OFFERS /);
  });

  it('is none without its header', () => {
    expect(() => replayLife('file', recorded(LIFE).slice(1), machineOf)).toThrow(RecordingProblem);
    expect(() => replayLife('file', [], machineOf)).toThrow('file: no recording');
  });
});

describe('machine messages as JSON', () => {
  it('keep resources, maps and what has no bound', () => {
    const message = { rest: PORTS, limits: new Map([['mem', Number.POSITIVE_INFINITY]]) };
    const read = readMachineJson(writeMachineJson(message));
    expect(read).toEqual(message);
    expect(Object(read).rest).toBeInstanceOf(Resources);
  });
});
