import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyCall } from '../../test/support/arbitrary-calls.ts';
import { auditMaster } from '../../test/support/master-audit.ts';
import { WholeScript } from '../../test/support/whole-scripts.ts';

/** Two agents and two frameworks, one of them in two roles, so that something happens soon. */
function busy(): WholeScript {
  const script = new WholeScript();
  script.agent(10, 'n0', 'cpus:4;mem:4096;disk:2000;ports:[1-9];cpus(a):2');
  script.agent(11, 'n1', 'cpus:4;mem:4096;disk:2000');
  script.framework(0, 'f', { roles: ['a', 'c'], failoverTimeoutUs: 1e9, checkpoint: true });
  script.framework(1, 'g', { role: 'a/b', failoverTimeoutUs: 1e9, checkpoint: true });
  script.allocate();
  return script;
}

it('whatever is called, accounts agree with records, and all comes back in the end', () => {
  fc.assert(
    fc.property(fc.array(anyCall, { maxLength: 60, size: 'max' }), (calls) => {
      const script = busy();
      const { master } = script;
      for (const call of calls) {
        const input = call(master);
        script.now += 250_000;
        script.step(input);
        expect([input.type, auditMaster(master)]).toEqual([input.type, null]);
      }
      for (const id of master.frameworks.keys()) script.call('TEARDOWN', id);
      expect(auditMaster(master)).toBeNull();
      expect(master.offers.size).toBe(0);
      for (const agent of master.agents) {
        if (!agent) continue;
        const { agents } = master.allocator;
        expect(agents.freeOf(agent.id)).toEqual(agents.totalOf(agent.id).plain);
      }
    }),
    { numRuns: 300 },
  );
}, 60_000);
