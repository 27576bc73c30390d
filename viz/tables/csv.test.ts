import { expect, it } from 'vitest';

import { csv } from './csv.ts';

it('quotes what would be taken apart, leaves the unknown empty, and disarms formulas', () => {
  const rows = [
    ['a "b", c', 1.5, null],
    ['=1+1', Number.NaN, 'two\nlines'],
  ];
  expect(csv(['name', 'n', 'x'], rows)).toBe(
    'name,n,x\r\n"a ""b"", c",1.5,\r\n\'=1+1,,"two\nlines"\r\n',
  );
});
