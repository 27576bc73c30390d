import { expect, it } from 'vitest';

import { placeOfSpeed, speedAt, speedInWords } from './transport-bar.ts';

it('has a tenth of the time at one end and as fast as it can at the other', () => {
  expect(speedInWords(speedAt(0))).toBe('0.1 ×');
  expect(speedInWords(speedAt(10))).toBe('1 ×');
  expect(speedInWords(speedAt(50))).toBe('10,000 ×');
  expect(speedInWords(speedAt(51))).toBe('max');
});

it('finds the place of each speed of the slider again', () => {
  for (let place = 0; place <= 51; place++) expect(placeOfSpeed(speedAt(place))).toBe(place);
});
