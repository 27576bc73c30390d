import { describe, expect, it } from 'vitest';

import { plainPath } from './paths.ts';

describe('the path of an endpoint', () => {
  it.each([
    ['/state', '/state'],
    ['/master/state?jsonp=f', '/state?jsonp=f'],
    ['/master/frameworks/', '/frameworks'],
    ['/master/frameworks/?x=/y/', '/frameworks?x=/y/'],
    ['/api/v1/operator', '/api/v1'],
    ['/master/api/v1/scheduler', '/api/v1/scheduler'],
    ['/api/v1/scheduler/', '/api/v1/scheduler'],
    ['/master/state.json', '/state.json'.slice(0, -5)],
    ['/master/quota/dev', '/quota/dev'],
    ['/states', '/states'],
    ['/', '/'],
    ['/master', '/master'],
  ])('of %s is %s', (asked, plain) => {
    expect(plainPath(asked)).toBe(plain);
  });
});
