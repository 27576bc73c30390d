import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

import { UsageError } from '../errors.ts';
import { type LabOptions, type RunningLab, startLab } from './lab-server.ts';
import { browserOpener } from './open-browser.ts';
import { servedFileOf } from './opened-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'evenhand-lab-'));
mkdirSync(join(folder, 'page/assets'), { recursive: true });
writeFileSync(join(folder, 'page/index.html'), '<html><title>Evenhand</title></html>');
writeFileSync(join(folder, 'page/assets/main.js'), 'start();');
writeFileSync(join(folder, 'jobs.tsv'), 'job0\t0\t0\t1\t1\t1\n');
const scenario = join(folder, 'two.yaml');
writeFileSync(
  scenario,
  'name: two\nframeworks:\n  - { name: a, trace: jobs.tsv }\n  - { name: b, trace: nope.tsv }\n',
);

const running: RunningLab[] = [];
afterEach(async () => {
  for (const lab of running.splice(0)) await lab.close();
});

async function start(options: Partial<LabOptions> = {}): Promise<string> {
  const defaults = { folder: join(folder, 'page'), host: '127.0.0.1', port: 0, file: null };
  const lab = await startLab({ ...defaults, ...options });
  running.push(lab);
  return lab.address;
}

describe('the server of the lab', () => {
  it('serves the page and nothing beside it', async () => {
    const address = await start();
    expect(await (await fetch(address)).text()).toContain('<title>Evenhand</title>');
    expect(await (await fetch(`${address}assets/main.js`)).text()).toBe('start();');
    for (const path of ['opened.json', 'opened', 'opened-0', '..%2ftwo.yaml', 'two.yaml']) {
      expect((await fetch(address + path)).status).toBe(404);
    }
  });

  it('serves a scenario with the traces it names, and tells the page', async () => {
    const address = await start({ file: servedFileOf(scenario) });
    expect(await (await fetch(address)).text()).toContain('name="evenhand-opened"');
    const about: unknown = await (await fetch(`${address}opened.json`)).json();
    expect(about).toEqual({ name: 'two.yaml', beside: ['jobs.tsv'] });
    expect(await (await fetch(`${address}opened`)).text()).toContain('name: two');
    expect(await (await fetch(`${address}opened-0`)).text()).toContain('job0');
    expect((await fetch(`${address}opened-1`)).status).toBe(404);
  });

  it('answers to its own names only, so that no other site can read the file', async () => {
    const address = await start({ file: servedFileOf(scenario) });
    const asked = new Promise<number | undefined>((resolve, reject) => {
      const headers = { host: 'evil.example' };
      get(`${address}opened`, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).once('error', reject);
    });
    expect(await asked).toBe(403);
  });

  it('takes the next free port, and refuses one that is taken when it was asked for', async () => {
    const taken = Number(new URL(await start()).port);
    await expect(start({ port: taken })).rejects.toThrow(
      `--port: found ${taken} in use, wanted a free one`,
    );
    const [first, second] = [await start({ port: null }), await start({ port: null })];
    expect(first).not.toBe(second);
  });

  it('says what is wrong with the file', () => {
    expect(() => servedFileOf(join(folder, 'no.yaml'))).toThrow(UsageError);
    expect(() => servedFileOf(folder)).toThrow('is a folder, wanted a file');
    const broken = join(folder, 'broken.yaml');
    writeFileSync(broken, 'a: [');
    expect(servedFileOf(broken).beside.size).toBe(0);
  });
});

describe('the browser', () => {
  it('is opened where there is a display', () => {
    expect(browserOpener('linux', {})).toBeNull();
    expect(browserOpener('linux', { DISPLAY: ':0' })).toEqual(['xdg-open']);
    expect(browserOpener('darwin', {})).toEqual(['open']);
  });
});
