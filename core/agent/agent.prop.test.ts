import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { ContainerHost } from '../../test/support/container-host.ts';

/** What may happen around an agent; numbers choose among what there is then. */
const EVENTS = fc.oneof(
  fc.record({
    do: fc.constantFrom('run' as const),
    framework: fc.nat(1),
    tasks: fc.integer({ min: 1, max: 3 }),
    under: fc.constantFrom('nothing' as const, 'executor' as const, 'group' as const),
    executor: fc.nat(1),
    checked: fc.boolean(),
  }),
  fc.record({
    do: fc.constantFrom('kill' as const, 'end' as const, 'fail' as const, 'ill' as const),
    which: fc.nat(9),
  }),
  fc.record({
    do: fc.constantFrom('executor runs' as const, 'executor ends' as const),
    which: fc.nat(9),
  }),
  fc.record({ do: fc.constantFrom('shut down executor' as const), which: fc.nat(9) }),
  fc.record({ do: fc.constantFrom('acknowledge nothing' as const, 'acknowledge' as const) }),
  fc.record({ do: fc.constantFrom('restart' as const), lost: fc.nat(3) }),
  fc.record({ do: fc.constantFrom('kill a stranger' as const), framework: fc.nat(1) }),
);

it('each task ends once, groups end together, executors end after their tasks', () => {
  fc.assert(
    fc.property(fc.array(EVENTS, { maxLength: 40 }), (events) => {
      const host = new ContainerHost();
      for (const event of events) {
        host.happen(event);
        expect(host.torn, 'groups of which a part runs on').toEqual([]);
      }
      host.finish();
      const ends = [...host.ends].filter(([, states]) => states.length !== 1);
      expect(ends, 'tasks that did not end once').toEqual([]);
      expect(host.exitedExecutors).toEqual(host.launchedExecutors);
      expect(host.faults).toEqual([]);
      const left = host.agent.checkpoint();
      expect([left?.tasks, left?.executors]).toEqual([[], []]);
    }),
    { numRuns: 300 },
  );
});
