import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ExecutorTokens } from './executor-tokens.ts';

const CLAIMS = { fid: 'f-0001', eid: 'é', cid: 'c' };
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'evenhand-tokens-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('a token is known to every process of the agent, and to no other agent', async () => {
  const file = join(folder, 'meta', 'secret');
  const token = new ExecutorTokens(file).issue(CLAIMS);
  expect(await new ExecutorTokens(file).read(token)).toEqual(CLAIMS);
  expect(await new ExecutorTokens(join(folder, 'other')).read(token)).toBeNull();
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

it('one that was changed, or is signed by nobody, is none', async () => {
  const tokens = new ExecutorTokens(join(folder, 'secret'));
  const [header, , signature] = tokens.issue(CLAIMS).split('.');
  const others = Buffer.from(JSON.stringify({ ...CLAIMS, eid: 'x' })).toString('base64url');
  expect(await tokens.read(`${header}.${others}.${signature}`)).toBeNull();
  const none = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
  expect(await tokens.read(`${none}.${others}.`)).toBeNull();
  expect(await tokens.read('nonsense')).toBeNull();
  expect(await tokens.read(tokens.issue(Object({ fid: 'f' })))).toBeNull();
});
