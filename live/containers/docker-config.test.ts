import { describe, expect, it } from 'vitest';
import type { ContainerImage, ContainerSpec } from './containerizer.ts';
import { createOptions } from './docker-config.ts';
import { problemOfParameters } from './docker-parameters.ts';

const IMAGE: ContainerImage = { name: 'x:1', pull: 'IF_MISSING', network: 'BRIDGE' };
const SPEC: ContainerSpec = {
  ...{ id: 'c1', command: { shell: 'true' }, environment: { A: 'b' }, image: IMAGE },
  ...{ limits: { cpus: 0.5, memMb: 64 }, sandbox: '/work/box', ports: [], volumes: [], labels: {} },
};

function options(image: Partial<ContainerImage> = {}, spec: Partial<ContainerSpec> = {}) {
  return createOptions({ ...SPEC, ...spec }, { ...IMAGE, ...image }, 'agent', 1000);
}

describe('what an engine is asked to create', () => {
  it('has no more rights than others have, unless that is said', () => {
    expect(options().HostConfig).toMatchObject({ SecurityOpt: ['no-new-privileges'] });
    expect(options().HostConfig).not.toHaveProperty('Privileged');
    expect(options().HostConfig).not.toHaveProperty('CapAdd');
    const { HostConfig: host } = options({ privileged: true });
    expect(host).toMatchObject({ Privileged: true });
  });

  it('leads ports of the machine to its own', () => {
    const ports = [{ hostPort: 31_005, containerPort: 80, protocol: 'tcp' as const }];
    expect(options({}, { ports })).toMatchObject({
      ExposedPorts: { '80/tcp': {} },
      HostConfig: { PortBindings: { '80/tcp': [{ HostPort: '31005' }] }, NetworkMode: 'bridge' },
    });
  });

  it('takes parameters of `docker run` that give it nothing more', () => {
    const parameters = [
      { key: 'label', value: 'team=a=b' },
      { key: 'label', value: 'evenhand.agent=other' },
      { key: 'env', value: 'B=c' },
      { key: 'workdir', value: '/tmp' },
      { key: 'cap-drop', value: 'ALL' },
      { key: 'read-only', value: 'true' },
      { key: 'tmpfs', value: '/run:size=1m' },
    ];
    expect(problemOfParameters(parameters)).toBeNull();
    const made = options({ parameters });
    expect(made).toMatchObject({ WorkingDir: '/tmp', HostConfig: { CapDrop: ['ALL'] } });
    expect(made.Env).toEqual(expect.arrayContaining(['A=b', 'B=c']));
    expect(made.Labels).toMatchObject({ team: 'a=b', 'evenhand.agent': 'agent' });
    expect(made.HostConfig).toMatchObject({ ReadonlyRootfs: true, Tmpfs: { '/run': 'size=1m' } });
  });

  it.each(['cap-add', 'privileged', 'device', 'volume', 'pid', 'security-opt', 'network'])(
    'does not take %s',
    (key) => {
      const problem = problemOfParameters([{ key, value: 'x' }]);
      expect(problem).toMatch(`docker parameter '${key}': wanted one of add-host,`);
    },
  );
});
