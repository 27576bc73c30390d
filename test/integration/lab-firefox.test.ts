import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { evenhand } from '../support/evenhand-process.ts';
import { type OpenFirefox, missingFirefox, openFirefox } from '../support/firefox.ts';
import { type TellingLab, serveTellingLab } from '../support/telling-lab.ts';

describe.skipIf(missingFirefox !== '')(`the lab in Firefox${missingFirefox}`, () => {
  let lab: TellingLab;
  let firefox: OpenFirefox;

  beforeAll(async () => {
    lab = await serveTellingLab();
    firefox = await openFirefox(lab.address);
  });

  afterAll(async () => {
    await firefox?.close();
    await lab?.close();
  });

  it('runs what it opens with to the end, with the hash that the command prints', async () => {
    const { hash, warnings, errors } = await Promise.race([lab.told, firefox.failed]);
    expect({ warnings, errors }).toEqual({ warnings: '', errors: [] });
    const { stdout } = await evenhand('run', 'sim/scenarios/rack-outage.yaml');
    expect(stdout).toContain(`hash ${hash} `);
  });
});
