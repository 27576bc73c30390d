import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

import { evenhand, start } from '../support/evenhand-process.ts';

const SCENARIO = 'sim/scenarios/hadoop-hour.yaml';

/** The first line a program prints. */
function firstLine(child: ReturnType<typeof start>['child']): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', (text: string) => resolve(text.trim()));
    child.once('close', () => reject(new Error('ended without a word')));
  });
}

describe('evenhand lab', () => {
  it('needs the built page', () => {
    // The tests below mean nothing without it: `npm test` builds it first.
    const page = fileURLToPath(new URL('../../dist/lab/index.html', import.meta.url));
    expect(existsSync(page)).toBe(true);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('serves the page until %s', async (signal) => {
    const { child, ended } = start('lab', SCENARIO, '--port', '0', '--no-open');
    const address = await firstLine(child);
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(await (await fetch(address)).text()).toContain('<title>Evenhand</title>');
    const about: unknown = await (await fetch(`${address}opened.json`)).json();
    expect(about).toEqual({
      name: 'hadoop-hour.yaml',
      beside: ['../../traces/samples/facebook-like-hour.tsv'],
    });
    child.kill(signal);
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
  });

  it('refuses what it cannot open', async () => {
    const missing = await evenhand('lab', 'nope.yaml', '--no-open');
    expect(missing).toMatchObject({ code: 2, stderr: 'error: nope.yaml: no such file\n' });
    const port = await evenhand('lab', '--port', 'http', '--no-open');
    expect(port.stderr).toContain('--port: found "http", wanted a port from 0 to 65535');
  });
});
