import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

import type { ContainerSpec } from '../containers/containerizer.ts';
import type { JsonObject } from '../mesos/json.ts';
import { type MesosResource, readResource, resourceSchema } from '../mesos/resource-codec.ts';
import { PersistentVolumes } from './persistent-volumes.ts';

let workDir = '';
let sandbox = '';
let volumes: PersistentVolumes;
const complaints: string[] = [];

beforeEach(() => {
  workDir = mkdtempSync(join(tmpdir(), 'evenhand-volumes-'));
  sandbox = join(workDir, 'sandbox');
  mkdirSync(sandbox);
  complaints.length = 0;
  volumes = new PersistentVolumes(workDir, (problem) => complaints.push(problem));
});
afterEach(() => rmSync(workDir, { recursive: true }));

function volume(id: string, path: string, role = 'dev', more: JsonObject = {}): MesosResource {
  return resourceSchema.parse({
    ...{ name: 'disk', type: 'SCALAR', scalar: { value: 8 } },
    reservations: [{ type: 'DYNAMIC', role }],
    disk: { persistence: { id }, volume: { container_path: path, mode: 'RO' }, ...more },
  });
}

function spec(image: ContainerSpec['image'] = null): ContainerSpec {
  return {
    ...{ id: 'c', command: { shell: 'true' }, environment: {}, image, limits: {}, sandbox },
    ...{ ports: [], volumes: [], labels: {} },
  };
}

const IMAGE: ContainerSpec['image'] = { name: 'busybox', pull: 'IF_MISSING', network: 'HOST' };

it('are links in the sandboxes of processes', () => {
  const folder = join(workDir, 'volumes', 'roles', 'eng dev', 'v');
  const given = volumes.give(spec(), [volume('v', './a/b', 'eng/dev')]);
  expect(given).toEqual({ spec: spec(), folders: [folder] });
  expect(readlinkSync(join(sandbox, 'a', 'b'))).toBe(folder);
  expect(existsSync(folder)).toBe(true);
  expect(volumes.giveLater(sandbox, [volume('v', 'a/b', 'eng/dev')])).toEqual([folder]);
});

it('are mounts of images, in the sandbox or elsewhere', () => {
  const held = [volume('v', 'data'), volume('w', '/var/lib/../w')];
  const roles = join(workDir, 'volumes', 'roles', 'dev');
  expect(volumes.give(spec(IMAGE), held).spec.volumes).toEqual([
    { hostPath: join(roles, 'v'), containerPath: '/mnt/mesos/sandbox/data', mode: 'RO' },
    { hostPath: join(roles, 'w'), containerPath: '/var/w', mode: 'RO' },
  ]);
  expect(() => volumes.give(spec(IMAGE), [volume('v', '/..')])).toThrow('volume path "/.."');
});

it.each([
  ['an absolute path', volume('v', '/data'), 'volume path "/data": wanted a relative one'],
  ['a path that leaves', volume('v', 'a/../../b'), 'wanted a relative one inside the sandbox'],
  ['the sandbox itself', volume('v', '.'), 'wanted a relative one inside the sandbox'],
  ['an id that leaves', volume('../v', 'a'), 'volume id "../v": wanted a name without /'],
  ['an id that goes up', volume('..', 'a'), 'volume id "..": wanted a name'],
  ['a role that goes up', volume('v', 'a', '..'), 'role "..", wanted one without blanks'],
  ["another role's folder", volume('v', 'a', 'eng dev'), 'role "eng dev", wanted'],
  ['a whole disk', volume('v', 'a', 'dev', { source: { type: 'MOUNT' } }), 'found a MOUNT disk'],
])('refuse %s', (_, held, problem) => {
  expect(() => volumes.give(spec(), [held])).toThrow(problem);
  expect(readdirSync(sandbox)).toEqual([]);
});

it('follow no link on the way to their place', () => {
  const held = [volume('v', 'a')];
  volumes.give(spec(), held);
  const inner = volume('w', 'a/x/evil');
  expect(() => volumes.give(spec(), [inner])).toThrow('volume path "a/x/evil": a is no folder');
  symlinkSync('/tmp', join(sandbox, 'mine'));
  expect(() => volumes.giveLater(sandbox, [volume('w', 'mine/w')])).toThrow('a name without /');
  expect(() => volumes.giveLater(sandbox, [volume('w', 'mine')])).toThrow('something already');
});

it('stay while the agent has them or somebody uses them, and go then', () => {
  const [v, w] = [volume('v', 'v'), volume('w', 'w')].map((one) => readResource(one));
  const disk = { source: { type: 'PATH', path: { root: join(workDir, 'other') } } };
  const far = readResource(volume('v', 'v', 'dev', disk));
  volumes.keep([v, w, far], []);
  for (const one of [v, w, far]) writeFileSync(join(volumes.folderOf(one), 'file'), 'kept');
  // Another process of the agent finds them.
  const later = new PersistentVolumes(workDir, (problem) => complaints.push(problem));
  later.keep([w, far], [v]);
  expect(later.waits).toBe(true);
  expect(readFileSync(join(volumes.folderOf(v), 'file'), 'utf8')).toBe('kept');
  later.keep([w], []);
  expect(later.waits).toBe(false);
  expect([v, w, far].map((one) => existsSync(later.folderOf(one)))).toEqual([false, true, false]);
  later.keep([v, w], []);
  expect(readdirSync(later.folderOf(v))).toEqual([]);
  expect(complaints).toEqual([]);
});
