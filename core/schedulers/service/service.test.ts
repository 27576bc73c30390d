import { describe, expect, it } from 'vitest';
import { ServiceScript } from '../../../test/support/service-script.ts';

/** A service with `/front` running as tasks 0 to n-1, one an agent. */
function running(instances: number, more: Parameters<ServiceScript['app']>[0] = {}): ServiceScript {
  const script = new ServiceScript().subscribed();
  script.app({ instances, ...more });
  for (let agent = 0; agent < instances; agent++) {
    script.offer({ agentId: agent, free: 'cpus:1;mem:1024' });
    script.update(agent, 'TASK_RUNNING');
  }
  // No wait is left but that for the next reconciliation.
  script.wake(5);
  return script;
}

describe('keeping instances running', () => {
  it('launches what is missing, then wants no offers', () => {
    const script = new ServiceScript();
    expect(script.step({ type: 'START' })).toMatchInlineSnapshot(`
      [
        "SUBSCRIBE marathon in web",
      ]
    `);
    expect(script.step({ type: 'SUBSCRIBED', framework: 0 })).toMatchInlineSnapshot(`
      [
        "RECONCILE all",
        "timer WAKE 600 s",
        "SUPPRESS",
      ]
    `);
    expect(script.app({ instances: 3 })).toMatchInlineSnapshot(`
      [
        "REVIVE",
        "backlogged",
        "REQUEST since 0 s",
      ]
    `);
    expect(script.offer({ agentId: 0, free: 'cpus:2;mem:2048' }, 1, 2)).toMatchInlineSnapshot(`
      [
        "ACCEPT offers 0: task 0 <1, 1024>, task 1 <1, 1024>; refused 120 s",
        "ACCEPT offers 1: task 2 <1, 1024>; refused 120 s",
        "DECLINE offers 2; refused 120 s",
        "timer WAKE 300 s",
        "SUPPRESS",
        "not backlogged",
      ]
    `);
    expect([0, 1].flatMap((task) => script.update(task, 'TASK_RUNNING'))).toEqual([]);
    expect(script.update(2, 'TASK_RUNNING')).toMatchInlineSnapshot(`
      [
        "deployed /front version 0",
      ]
    `);
  });

  it('launches at most five instances on an offer', () => {
    const script = new ServiceScript().subscribed();
    script.app({ instances: 8 });
    const [accept] = script.offer({ agentId: 0, free: 'cpus:16;mem:16384' });
    expect(accept.match(/task \d/g)).toHaveLength(5);
  });

  it('waits after failures, longer each time, and not when killed by others', () => {
    const script = running(1);
    expect(script.update(0, 'TASK_FAILED')).toMatchInlineSnapshot(`
      [
        "timer WAKE 1 s",
        "backlogged",
        "REQUEST since 5 s",
      ]
    `);
    expect(script.wake(1)).toMatchInlineSnapshot(`
      [
        "timer WAKE 594 s",
        "REVIVE",
      ]
    `);
    script.offer(0);
    script.update(1, 'TASK_RUNNING');
    expect(script.update(1, 'TASK_FINISHED')).toContain('timer WAKE 1.15 s');
    script.wake(1.15);
    script.offer(0);
    expect(script.update(2, 'TASK_KILLED')).toMatchInlineSnapshot(`
      [
        "REVIVE",
        "backlogged",
        "REQUEST since 7.15 s",
      ]
    `);
  });

  it('asks for refused agents again when what it wants changes, but not more often than every 5 s', () => {
    const script = running(1);
    expect(script.app({ id: '/big', demand: 'cpus:8;mem:1024' })).toContain('REVIVE');
    expect(script.offer(0, 1)).toEqual(['DECLINE offers 1, 2; refused 120 s']);
    script.now += 2e6;
    expect(script.app({ id: '/small' })).toEqual(['timer WAKE 3 s']);
    expect(script.wake(3)).toContain('REVIVE');
  });

  it('kills what does not start within five minutes', () => {
    const script = new ServiceScript().subscribed();
    script.app();
    expect(script.offer(0)).toContain('timer WAKE 300 s');
    expect(script.wake(300)).toContain('KILL task 0');
    // It counts until it is gone.
    expect(script.wake(10)).toContain('KILL task 0');
    expect(script.update(0, 'TASK_KILLED')).toContain('REVIVE');
  });

  it('refuses what it cannot do', () => {
    const script = running(1);
    expect([
      ...script.app({ id: 'front' }),
      ...script.app({ demand: 'gpus:1' }),
      ...script.app({ constraints: [['rack', 'NEAR']] }),
      ...script.app({ unreachable: { inactiveAfterUs: 5 } }),
      ...script.step({ type: 'SCALE', app: '/back', instances: 2 }),
      ...script.step({ type: 'SCALE', app: '/front', instances: -1 }),
      ...script.step({ type: 'REMOVE_APP', app: '/back' }),
    ]).toMatchInlineSnapshot(`
      [
        "refused front:",
        "found app id "front",",
        "wanted a path of small letters, digits, dots and hyphens: /front",
        "refused /front:",
        "found resource "gpus",",
        "wanted cpus, mem",
        "refused /front:",
        "found constraint [rack, NEAR],",
        "wanted one of UNIQUE, CLUSTER, GROUP_BY, LIKE, UNLIKE, MAX_PER, IS",
        "refused /front:",
        "found expungeAfterUs 0,",
        "wanted at least inactiveAfterUs 5",
        "refused /back:",
        "found app "/back",",
        "wanted one of /front",
        "refused /front:",
        "found -1 instances,",
        "wanted a whole number from 0",
        "refused /back:",
        "found app "/back",",
        "wanted one of /front",
      ]
    `);
  });
});

describe('changing an app', () => {
  it('scales down by killing the youngest, again until it is gone', () => {
    const script = running(3);
    expect(script.step({ type: 'SCALE', app: '/front', instances: 1 })).toMatchInlineSnapshot(`
      [
        "KILL task 2",
        "KILL task 1",
        "timer WAKE 10 s",
      ]
    `);
    script.update(2, 'TASK_KILLED');
    expect(script.wake(10)).toMatchInlineSnapshot(`
      [
        "KILL task 1",
        "timer WAKE 10 s",
      ]
    `);
    expect(script.update(1, 'TASK_KILLED')).toMatchInlineSnapshot(`
      [
        "deployed /front version 0",
      ]
    `);
  });

  it('replaces instances one by one where no more may run and all must be healthy', () => {
    const upgrade = { minimumHealthCapacity: 1, maximumOverCapacity: 0 };
    const script = running(2, { upgrade });
    expect(script.app({ instances: 2, upgrade, demand: 'cpus:2;mem:1024' })).toMatchInlineSnapshot(`
      [
        "REVIVE",
        "backlogged",
        "REQUEST since 5 s",
      ]
    `);
    // One more than wanted, or it would never begin.
    expect(script.offer(5, 6)).toMatchInlineSnapshot(`
      [
        "ACCEPT offers 2: task 2 <2, 1024>; refused 120 s",
        "DECLINE offers 3; refused 120 s",
        "timer WAKE 300 s",
        "SUPPRESS",
        "not backlogged",
      ]
    `);
    expect(script.update(2, 'TASK_RUNNING')).toMatchInlineSnapshot(`
      [
        "KILL task 1",
        "timer WAKE 10 s",
      ]
    `);
    expect(script.update(1, 'TASK_KILLED')).toMatchInlineSnapshot(`
      [
        "REVIVE",
        "backlogged",
        "REQUEST since 5 s",
      ]
    `);
    script.offer(6);
    expect(script.update(3, 'TASK_RUNNING')).toMatchInlineSnapshot(`
      [
        "KILL task 0",
      ]
    `);
    expect(script.update(0, 'TASK_KILLED')).toMatchInlineSnapshot(`
      [
        "deployed /front version 1",
      ]
    `);
  });

  it('takes the same description for no change', () => {
    const script = running(1);
    expect(script.app({ backoff: { factor: 1.15 } })).toEqual(['deployed /front version 0']);
  });

  it('ends an app that is removed', () => {
    const script = running(2, { killGraceUs: 5_000_000 });
    expect(script.step({ type: 'REMOVE_APP', app: '/front' })).toMatchInlineSnapshot(`
      [
        "KILL task 1 in 5 s",
        "KILL task 0 in 5 s",
        "timer WAKE 10 s",
      ]
    `);
    expect(script.calls.at(-1)).toMatchObject({ type: 'KILL', gracePeriodUs: 5_000_000 });
    script.update(0, 'TASK_KILLED');
    expect(script.update(1, 'TASK_KILLED')).toContain('ended /front');
    expect(script.scheduler.apps).toEqual([]);
    // Numbers are not used again.
    script.app({ id: '/front' });
    expect(script.scheduler.apps[0].number).toBe(1);
  });
});

describe('health', () => {
  const health = { graceUs: 60_000_000, maxConsecutiveFailures: 2 };

  it('is there with the first check that succeeds', () => {
    const script = running(1, { health });
    expect(script.scheduler.apps[0].healthy).toBe(0);
    expect(script.update(0, 'TASK_RUNNING', { healthy: true, uuid: 1 })).toEqual([
      'ACKNOWLEDGE task 0 on agent 0 uuid a',
      'deployed /front version 0',
    ]);
    expect(script.scheduler.apps[0].healthy).toBe(1);
  });

  it('ends the time of grace with the first success', () => {
    const script = running(1, { health });
    script.update(0, 'TASK_RUNNING', { healthy: true, uuid: 1 });
    script.update(0, 'TASK_RUNNING', { healthy: false, uuid: 2 });
    expect(script.scheduler.apps[0].healthy).toBe(0);
    expect(script.update(0, 'TASK_RUNNING', { healthy: false, uuid: 3 })).toContain('KILL task 0');
  });

  it('fails after so many checks in a row, repetitions and the time of grace left out', () => {
    const script = running(1, { health });
    const check = (uuid: number, healthy: boolean) =>
      script.update(0, 'TASK_RUNNING', { healthy, uuid }).slice(1);
    expect([...check(1, false), ...check(2, false), ...check(3, false)]).toEqual([]);
    script.now += 60e6;
    expect([...check(4, false), ...check(4, false)]).toEqual([]);
    check(5, true);
    expect(check(6, false)).toEqual([]);
    expect(check(7, false)).toEqual(['KILL task 0', 'timer WAKE 10 s']);
    expect(script.update(0, 'TASK_KILLED')).toContain('REVIVE');
  });
});

describe('agents out of reach', () => {
  const unreachable = { inactiveAfterUs: 60_000_000, expungeAfterUs: 120_000_000 };

  it('has another in its place after a while, and kills one when it returns', () => {
    const script = running(2, { unreachable });
    expect(script.update(0, 'TASK_UNREACHABLE')).toContain('timer WAKE 60 s');
    expect(script.wake(60)).toContain('REVIVE');
    script.offer(2);
    script.update(2, 'TASK_RUNNING');
    expect(script.update(0, 'TASK_RUNNING')).toMatchInlineSnapshot(`
      [
        "KILL task 2",
        "timer WAKE 10 s",
      ]
    `);
  });

  it('forgets it after another while, and kills it when it returns', () => {
    const script = running(1, { unreachable });
    script.update(0, 'TASK_UNREACHABLE');
    script.wake(60);
    script.offer(2);
    script.update(1, 'TASK_RUNNING');
    script.wake(60);
    expect(script.scheduler.apps[0].instances.map(({ taskId }) => taskId)).toEqual([1]);
    expect(script.update(0, 'TASK_RUNNING')).toEqual(['KILL task 0']);
  });

  it('replaces it at once by default', () => {
    expect(running(1).update(0, 'TASK_UNREACHABLE')).toContain('REVIVE');
  });
});

describe('connections and restarts', () => {
  it('asks what became of its instances, and for those it does not know', () => {
    const script = running(2);
    script.step({ type: 'DISCONNECTED', backoffUs: 0 });
    expect(script.app({ instances: 1 })).toEqual(['timer WAKE 10 s']);
    expect(script.step({ type: 'SUBSCRIBED', framework: 0 })).toMatchInlineSnapshot(`
      [
        "RECONCILE task 0, task 1",
        "timer RECONCILE 1 s",
        "RECONCILE all",
        "SUPPRESS",
      ]
    `);
    // It was to be killed while nobody listened.
    expect(script.wake(10)).toContain('KILL task 1');
  });

  it('need not ask for what it had refused before', () => {
    const script = new ServiceScript().subscribed();
    script.app({ demand: 'cpus:8;mem:64' });
    script.offer(0);
    script.step({ type: 'DISCONNECTED', backoffUs: 0 });
    script.now = 60e6;
    script.app({ id: '/other' });
    expect(script.step({ type: 'SUBSCRIBED', framework: 0 })).not.toContain('REVIVE');
  });

  it('asks again every ten minutes', () => {
    const script = running(1);
    expect(script.wake(600).slice(0, 2)).toEqual(['RECONCILE task 0', 'timer RECONCILE 1 s']);
  });

  it('goes on as another process from what was written down', () => {
    const before = running(2, { constraints: [['hostname', 'UNIQUE']] });
    const found = structuredClone(before.scheduler.snapshot());
    const script = new ServiceScript({}, found);
    expect(script.step({ type: 'START' })).toMatchInlineSnapshot(`
      [
        "SUBSCRIBE marathon in web as framework 0",
      ]
    `);
    expect(script.step({ type: 'SUBSCRIBED', framework: 0 })).toMatchInlineSnapshot(`
      [
        "RECONCILE task 0, task 1",
        "timer RECONCILE 1 s",
        "RECONCILE all",
        "timer WAKE 600 s",
        "SUPPRESS",
      ]
    `);
    expect(script.update(1, 'TASK_LOST')).toContain('REVIVE');
    // Task ids go on, and the host of task 0 is taken.
    expect(script.offer(0)).toEqual(['DECLINE offers 0; refused 120 s']);
    expect(script.offer(1)[0]).toContain('task 2 ');
    expect(script.scheduler.snapshot().nextTask).toBe(3);
  });

  it('starts anew under a new id when the master refuses the old one', () => {
    const script = running(1);
    script.step({ type: 'ERROR', message: 'Framework has been removed' });
    expect(script.scheduler.snapshot().framework).toBeNull();
    expect(script.step({ type: 'START' })).toContain('SUBSCRIBE marathon in web');
  });
});
