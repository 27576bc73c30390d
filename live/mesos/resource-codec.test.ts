import { describe, expect, it } from 'vitest';

import { Resources } from '../../core/resources/resources.ts';
import { readResources, resourceSchema, resourceTotals } from './resource-codec.ts';

const RESERVED = { reservations: [{ type: 'STATIC', role: 'ops' }] };

function scalar(name: string, value: number, more: object = {}) {
  return { name, type: 'SCALAR', scalar: { value }, ...more };
}

function ports(begin: number, end: number, more: object = {}) {
  return { name: 'ports', type: 'RANGES', ranges: { range: [{ begin, end }] }, ...more };
}

function read(...documents: readonly object[]): Resources {
  return readResources(documents.map((one) => resourceSchema.parse(one)));
}

describe('totals by name', () => {
  it('have what is reserved with the rest, and what is revocable apart', () => {
    const all = read(
      ...[scalar('cpus', 1.5), scalar('cpus', 2, RESERVED), scalar('cpus', 4, { revocable: {} })],
      ...[ports(31_000, 31_009), ports(31_010, 31_019, RESERVED), ports(32_000, 32_000)],
    );
    expect(resourceTotals(all)).toEqual({
      ...{ disk: 0, mem: 0, gpus: 0, cpus: 3.5, cpus_revocable: 4 },
      ports: '[31000-31019, 32000-32000]',
    });
  });

  it('may be more than one agent can have', () => {
    const disk = read(scalar('disk', 9e8), scalar('disk', 9e8, RESERVED));
    expect(resourceTotals(disk)).toMatchObject({ disk: 1.8e9 });
  });
});

describe('a resource', () => {
  it.each([
    [scalar('cpus', -1), 'scalar.value'],
    [scalar('cpus', 1e10), 'scalar.value'],
    [{ name: 'cpus', type: 'SCALAR' }, ''],
    [ports(-1, 3), 'ranges.range.0.begin'],
  ])('%j is refused by the name of its field', (document, field) => {
    const { error } = resourceSchema.safeParse(document);
    expect(error?.issues.map(({ path }) => path.join('.'))).toContain(field);
  });
});
