import { parquetReadObjects } from 'hyparquet';
import { expect, it } from 'vitest';

import { parquet } from './parquet.ts';

it('is read back by another reader, with what is not known as null', async () => {
  const file = parquet({
    heading: ['name', 'tasks', 'seconds', 'bytes', 'nothing'],
    rows: [
      ['=A "quoted", ü', 3, 0.1, 2 ** 40, null],
      ['', -7, Number.NaN, 1, Number.NaN],
      [null, null, 2, 2, null],
    ],
  });
  expect(new TextDecoder().decode(file.slice(0, 4))).toBe('PAR1');
  expect(await parquetReadObjects({ file })).toEqual([
    { name: '=A "quoted", ü', tasks: 3, seconds: 0.1, bytes: 2 ** 40, nothing: null },
    { name: '', tasks: -7, seconds: null, bytes: 1, nothing: null },
    { name: null, tasks: null, seconds: 2, bytes: 2, nothing: null },
  ]);
});

it('is a file also without rows, and of a column that mixes texts and numbers', async () => {
  expect(await parquetReadObjects({ file: parquet({ heading: ['a'], rows: [] }) })).toEqual([]);
  const mixed = parquet({ heading: ['a'], rows: [['x'], [1]] });
  expect(await parquetReadObjects({ file: mixed })).toEqual([{ a: 'x' }, { a: '1' }]);
});
