import { it } from 'vitest';
import { clusterOf } from '../../test/support/allocator-driver.ts';
import {
  fillAgentByAgent,
  fillProgressively,
  tally,
} from '../../test/support/progressive-filling.ts';

it('x', () => {
  const out: unknown[] = [];
  const policies = ['drf', 'asset', 'maxmin:cpus', 'maxmin:mem', 'static', 'fifo', 'wdrf'];
  const D = [
    [1, 1],
    [1, 2],
    [1, 3],
    [1, 4],
    [2, 1],
    [3, 1],
    [4, 1],
    [2, 3],
    [3, 2],
    [1, 5],
    [5, 1],
  ];
  for (let c = 6; c <= 12; c++)
    for (let m = 6; m <= 12; m++)
      for (const da of D)
        for (const db of D) {
          const key = policies.map((policy) => {
            const d = clusterOf([`cpus:${c};mem:${m * 1000}`, `cpus:${c};mem:${m * 1000}`], {
              policy,
            });
            const A = d.framework('a'),
              B = d.framework('b');
            if (policy === 'fifo') d.allocator.setWaitingSince(A, -1);
            if (policy === 'wdrf') {
              d.allocator.setWeight('a', [2, 1]);
            }
            const s = fillAgentByAgent(d, 2, [
              { client: A, demand: d.vector(`cpus:${da[0]};mem:${da[1] * 1000}`) },
              { client: B, demand: d.vector(`cpus:${db[0]};mem:${db[1] * 1000}`) },
            ]);
            const t = tally(s);
            return `${t.a ?? 0},${t.b ?? 0}`;
          });
          const n = new Set(key).size;
          if (n >= 6) out.push([n, c, m, ...da, ...db, ...key].join(' '));
        }
  process.stdout.write(out.sort().reverse().slice(0, 30).join('\n'));
});
