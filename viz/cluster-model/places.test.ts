import { describe, expect, it } from 'vitest';

import { Directory } from './directory.ts';
import { Places } from './places.ts';

describe('places of what is shown', () => {
  it('are found again after others were forgotten', () => {
    const directory = new Directory();
    const agent = { type: 'AGENT', connected: true, mode: 'active', rack: null } as const;
    const framework = { type: 'FRAMEWORK', connected: true, suppressed: false } as const;
    for (const id of [3, 5, 9]) {
      directory.heardOfAgent({ ...agent, agent: id, hostname: `n${id}`, total: [1000] });
      directory.heardOfFramework({ ...framework, framework: id, name: 'same', roles: ['*'] });
    }
    const places = new Places(directory);
    directory.forgetFrameworks(new Set([3]));
    directory.forgetAgents(new Set([5]));
    expect([0, 1, 2, 3].map((place) => places.framework(place))).toEqual([-1, 0, 1, -1]);
    expect([0, 1, 2, 3].map((place) => places.agent(place))).toEqual([0, -1, 1, -1]);
  });
});
