import { describe, expect, it } from 'vitest';
import { ServiceScript } from '../../../test/support/service-script.ts';

/** A service with two instances of `/front`: task 0 on agent 0, task 1 on agent 1. */
function running(): ServiceScript {
  const script = new ServiceScript({ drainingUs: 60e6 }).subscribed();
  script.app({ instances: 2, upgrade: { minimumHealthCapacity: 1, maximumOverCapacity: 0.5 } });
  for (const agentId of [0, 1]) {
    script.offer({ agentId, free: 'cpus:1;mem:1024' });
    script.update(agentId, 'TASK_RUNNING');
  }
  script.wake(5);
  return script;
}

function asked(script: ServiceScript, startSeconds: number): string[] {
  const unavailability = { startUs: startSeconds * 1e6, durationUs: null };
  return script.step({
    type: 'INVERSE_OFFERS',
    inverseOffers: [{ id: 77, agentId: 0, unavailability }],
  });
}

describe('leaving an agent that is to be maintained', () => {
  it('starts another elsewhere first, then ends the one there', () => {
    const script = running();
    expect(asked(script, 30)).toMatchInlineSnapshot(`
      [
        "timer WAKE 0 s",
        "ACCEPT_INVERSE_OFFERS 77; refused 31536000 s",
        "REVIVE",
        "backlogged",
        "REQUEST since 5 s",
      ]
    `);
    script.offer({ agentId: 2, free: 'cpus:1;mem:1024' });
    expect(script.update(2, 'TASK_RUNNING')).toMatchInlineSnapshot(`
      [
        "KILL task 0",
      ]
    `);
  });

  it('waits until maintenance is near', () => {
    const script = running();
    expect(asked(script, 600)).not.toContain('REVIVE');
    expect(script.wake(534)).not.toContain('REVIVE');
    expect(script.wake(1)).toContain('REVIVE');
  });

  it('stays where it need not leave after all', () => {
    const script = running();
    asked(script, 600);
    script.step({ type: 'RESCIND_INVERSE_OFFER', inverseOfferId: 77 });
    expect(script.wake(590)).not.toContain('REVIVE');
  });

  it('launches nothing on agents that it would have to leave at once', () => {
    const script = new ServiceScript({ drainingUs: 60e6 }).subscribed();
    script.app();
    const offer = (startUs: number): string[] =>
      script.step({
        type: 'OFFERS',
        offers: [
          {
            ...{ id: 5, agentId: 0, hostname: 'node0', resources: [4000, 4_096_000] },
            unavailability: { startUs, durationUs: null },
          },
        ],
      });
    expect(offer(60e6)[0]).toContain('DECLINE');
    expect(offer(61e6)[0]).toContain('ACCEPT');
  });
});
