import { describe, expect, it } from 'vitest';

import { LenientJsonError, readLenient, readLenientList } from './lenient-json.ts';

const ID = { value: 'f' };

describe("JSON that Mesos's reader takes", () => {
  it('has null for what is not set, and fields that nobody knows', () => {
    const said = { type: 'REVIVE', framework_id: ID, revive: null, colour: { red: 1 } };
    expect(readLenient('scheduler.Call', said)).toEqual({ type: 'REVIVE', framework_id: ID });
  });

  it('has one value where a list is wanted, and nulls in lists', () => {
    const said = { type: 'DECLINE', framework_id: ID, decline: { offer_ids: { value: 'o' } } };
    expect(readLenient('scheduler.Call', said)).toMatchObject({
      decline: { offer_ids: [{ value: 'o' }] },
    });
    const reviving = { type: 'REVIVE', framework_id: ID, revive: { roles: ['a', null, 'b'] } };
    expect(readLenient('scheduler.Call', reviving)).toMatchObject({
      revive: { roles: ['a', 'b'] },
    });
  });

  it('has texts for numbers and booleans', () => {
    const resource = { name: 'cpus', type: 'SCALAR', scalar: { value: '0.5' } };
    expect(readLenient('Resource', resource)).toMatchObject({ scalar: { value: 0.5 } });
    expect(readLenient('Value.Scalar', { value: 'Infinity' })).toEqual({ value: Infinity });
    expect(readLenient('Value.Range', { begin: '31000', end: 31_000.9 })).toEqual({
      ...{ begin: 31_000, end: 31_000 },
    });
    expect(readLenient('CommandInfo', { shell: 'false' })).toEqual({ shell: false });
  });

  it('drops the name of an enum that nobody knows, where none has to be', () => {
    expect(readLenient('scheduler.Call', { type: 'DANCE' })).toEqual({});
    const capabilities = [{ type: 'FLYING' }, { type: 'MULTI_ROLE' }];
    expect(readLenient('FrameworkInfo', { user: 'u', name: 'n', capabilities })).toMatchObject({
      capabilities: [{}, { type: 'MULTI_ROLE' }],
    });
  });

  it('keeps maps by their keys', () => {
    const limits = { cpus: { value: 1 }, mem: null };
    const config = { role: 'dev', limits };
    expect(readLenient('quota.QuotaConfig', config)).toEqual({
      ...{ role: 'dev', limits: { cpus: { value: 1 } } },
    });
  });
});

describe('JSON that it does not take', () => {
  const wrong: readonly (readonly [string, unknown, string])[] = [
    ['scheduler.Call', [], 'Expecting a JSON object'],
    ['scheduler.Call', { type: 3 }, "Not expecting a JSON number for field 'type'"],
    ['TaskID', { value: ['a'] }, "Not expecting a JSON array for field 'value'"],
    ['TaskID', { value: { a: 1 } }, "Not expecting a JSON object for field 'value'"],
    ['TaskID', {}, 'Missing required fields: value'],
    ['TaskInfo', { name: 'n', agent_id: {} }, 'Missing required fields: agent_id.value, task_id'],
    ['Value.Scalar', { value: 'much' }, "Failed to parse 'much' as a JSON number"],
    ['Value.Scalar', { value: '' }, "Failed to parse '' as a JSON number"],
    ['CommandInfo', { shell: 'perhaps' }, "Failed to parse 'perhaps' as a JSON boolean"],
    ['Resource', { name: 'cpus', type: 'LIQUID' }, "Failed to find enum for 'LIQUID'"],
    [
      'scheduler.Call.Message',
      { data: 'no base64!' },
      "Failed to base64 decode bytes field 'data'",
    ],
    ['master.Call.DrainAgent', { max_grace_period: 'soon' }, "Failed to parse 'soon' as seconds"],
  ];

  it.each(wrong)('%s from %j', (type, value, text) => {
    expect(() => readLenient(type, value)).toThrow(LenientJsonError);
    expect(() => readLenient(type, value)).toThrow(text);
  });

  it('has levels without end', () => {
    let nested: object = { value: 'c' };
    for (let level = 0; level < 5000; level++) nested = { value: 'c', parent: nested };
    expect(() => readLenient('ContainerID', nested)).toThrow('Found more than 100 levels');
  });

  it('is no list where a list of documents is wanted', () => {
    expect(() => readLenientList('MachineID', {})).toThrow('Expecting a JSON array');
    expect(readLenientList('MachineID', [{ hostname: 'n', more: 1 }])).toEqual([{ hostname: 'n' }]);
  });
});
