import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

import { NO_ACCESS, ask } from '../../live/security/client-access.ts';
import { NO_SECURITY } from '../../live/security/security.ts';
import { type SecuredMaster, securedMaster } from '../support/secured-master.ts';

const folder = mkdtempSync(join(tmpdir(), 'evenhand-'));
let running: SecuredMaster;

beforeAll(async () => {
  const whitelist = join(folder, 'whitelist');
  writeFileSync(whitelist, 'n1\nn2\nn3\n');
  running = await securedMaster(NO_SECURITY, { whitelist });
});

afterAll(async () => {
  await running.stop();
  rmSync(folder, { recursive: true });
});

async function said(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<readonly [number, string]> {
  const url = new URL(`/whitelist/${path}`, running.master.url);
  const text = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await ask(NO_ACCESS, url, { method, headers, ...text });
  return [answer.status, answer.text];
}

it("is set by Satellite's routes", async () => {
  expect(await said('GET', 'all')).toEqual([200, 'n1\nn2\nn3']);
  expect(await said('PUT', 'host/n1/off')).toEqual([201, 'n1 is now off.\n']);
  const event = { state: 'critical', description: 'disk is full', ttl: '5minutes' };
  expect((await said('POST', 'host/n2/event/disk', event))[0]).toBe(201);
  expect(await said('GET', 'on')).toEqual([200, 'n3']);
  expect(await said('GET', 'off')).toEqual([200, 'n1\nn2']);
  expect(await said('GET', 'host/n3')).toEqual([200, 'On\n']);
  expect(await said('GET', 'host/n2')).toEqual([404, 'Off\n']);
  expect((await said('GET', 'host/n9'))[1]).toBe('n9 is not known\n');
  const json = { accept: 'application/json' };
  const [, text] = await said('GET', 'host/n2', undefined, json);
  expect(JSON.parse(text)).toEqual({
    ...{ host: 'n2', on: false },
    events: [{ name: 'disk', state: 'critical', description: 'disk is full' }],
  });
  const stored = () => running.master.site?.host.master.registry.settings.off;
  await vi.waitFor(() => expect(stored()).toEqual(['n1', 'n2']));
  expect((await said('DELETE', 'host/n2/event/disk'))[0]).toBe(200);
  expect((await said('DELETE', 'host/n2/event/disk'))[0]).toBe(404);
  expect((await said('DELETE', 'host/n1'))[0]).toBe(200);
  expect((await said('DELETE', 'host/n9'))[0]).toBe(404);
  expect(await said('GET', 'on')).toEqual([200, 'n1\nn2\nn3']);
});

it('says what it cannot take', async () => {
  expect((await said('GET', 'some'))[0]).toBe(400);
  expect(await said('PUT', 'host/n1/up')).toEqual([400, 'found "up", wanted on or off']);
  const bad = [
    { state: 'bad' },
    { state: 'ok', ttl: '5 fortnights' },
    { state: 'ok', ttl: '90days' },
  ];
  const answers = await Promise.all(bad.map((one) => said('POST', 'host/n1/event/x', one)));
  expect(answers.map(([status]) => status)).toEqual([400, 400, 400]);
  expect(answers[0][1]).toContain('state');
  expect(answers[2][1]).toBe('ttl: found 90days, wanted 24 days or less');
});
