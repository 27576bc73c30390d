import { describe, expect, it } from 'vitest';
import { masterInfo, readMasterAddress } from './master-info.ts';

const master = { id: 'a799286d', hostname: 'n1', ip: '127.0.0.1', port: 25050 };

describe("a candidate's node", () => {
  it('is what a Mesos 1.12 master writes', () => {
    // The figures of a captured GET_MASTER.
    expect(masterInfo(master, '1.12.0')).toEqual({
      id: 'a799286d',
      ip: 16777343,
      port: 25050,
      pid: 'master@127.0.0.1:25050',
      hostname: 'n1',
      version: '1.12.0',
      address: { hostname: 'n1', ip: '127.0.0.1', port: 25050 },
      capabilities: [{ type: 'AGENT_UPDATE' }, { type: 'AGENT_DRAINING' }, { type: 'QUOTA_V2' }],
    });
    expect(masterInfo({ ...master, ip: '255.254.253.252' }, '1').ip).toBe(4244504319);
    expect(() => masterInfo({ ...master, ip: '::1' }, '1')).toThrow('wanted a dotted address');
  });

  it('says where its master is', () => {
    expect(readMasterAddress(JSON.stringify(masterInfo(master, '1.12.0')))).toEqual(master);
    const old = '{"id":"x","pid":"master@10.0.0.7:5050","port":5050,"ip":1}';
    expect(readMasterAddress(old)).toEqual({
      id: 'x',
      ip: '10.0.0.7',
      port: 5050,
      hostname: '10.0.0.7',
    });
  });

  it('that does not say so is no leader', () => {
    expect(readMasterAddress('{')).toMatch(/not JSON/);
    expect(readMasterAddress('{"id":"x"}')).toMatch(/wanted id, and address/);
    expect(readMasterAddress('null')).toMatch(/wanted id/);
  });
});
