import { describe, expect, it } from 'vitest';

import { ROUTES, hashOf, placeOf } from './routes.ts';

describe('addresses', () => {
  it.each([
    ['', { name: 'learn', tail: '' }],
    ['#/', { name: 'learn', tail: '' }],
    ['#/lab', { name: 'lab', tail: '' }],
    ['#/learn/two-users', { name: 'learn', tail: 'two-users' }],
    ['#/lab/~1a/b', { name: 'lab', tail: '~1a/b' }],
    ['#drf:9c18g,s42@37', { name: 'lab', tail: 'drf:9c18g,s42@37' }],
    ['#/nowhere/x', { name: 'nowhere', tail: 'x' }],
  ])('%s leads somewhere', (hash, place) => {
    expect(placeOf(hash)).toEqual(place);
  });

  it('lead back to their place', () => {
    for (const { name } of ROUTES) {
      for (const tail of ['', 'a', 'a/b', '~1Ab-_']) {
        expect(placeOf(hashOf({ name, tail }))).toEqual({ name, tail });
      }
    }
  });
});
