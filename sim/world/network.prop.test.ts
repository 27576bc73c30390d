import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LatencySpec } from '../experiment/experiment.ts';
import { type EventHandler, Kernel } from '../kernel/kernel.ts';
import { LatencyDistribution } from './latency.ts';
import { Network } from './network.ts';

const LINKS = 4;
const SEND = 255;
const LOGNORMAL: LatencySpec = { kind: 'lognormal', meanUs: 500, p99Us: 5000 };

interface Letter {
  readonly link: number;
  readonly sentUs: number;
  readonly number: number;
}

interface Arrival {
  readonly letter: Letter;
  readonly atUs: number;
  readonly kind: number;
  readonly subject: number;
}

interface Sending {
  readonly afterUs: number;
  readonly link: number;
}

/** Sends letters at given times and notes when each arrives. */
class Post implements EventHandler {
  readonly arrivals: Arrival[] = [];
  /** Letters of each event that arrived. */
  readonly packets: number[] = [];
  private readonly kernel = new Kernel();
  private readonly network: Network;
  private sent = 0;

  constructor(sendings: readonly Sending[], seed: string, spec: LatencySpec = LOGNORMAL) {
    const latency = new LatencyDistribution(spec);
    this.network = new Network(this.kernel, latency, seed, LINKS, null);
    let at = 0;
    for (const { afterUs, link } of sendings) {
      at += afterUs;
      this.kernel.scheduleAt(at, SEND, link, null);
    }
    this.kernel.run(this);
  }

  handle(kind: number, subject: number, payload: unknown): void {
    const { now } = this.kernel;
    if (kind === SEND) {
      const letter: Letter = { link: subject, sentUs: now, number: this.sent++ };
      this.network.send(subject, 7, subject + 100, letter);
    } else {
      const letters = (Array.isArray(payload) ? payload : [payload]) as Letter[];
      for (const letter of letters) this.arrivals.push({ letter, atUs: now, kind, subject });
      this.packets.push(letters.length);
    }
  }

  /** Delay of each letter of a link, in order of sending. */
  delays(link: number): number[] {
    return this.arrivals
      .filter(({ letter }) => letter.link === link)
      .map(({ letter, atUs }) => atUs - letter.sentUs);
  }
}

const sendings = fc.array(
  fc.record({ afterUs: fc.nat({ max: 3000 }), link: fc.nat({ max: LINKS - 1 }) }),
  { maxLength: 200 },
);

describe('Network', () => {
  it('delivers every message once, not before it was sent, in order on each link', () => {
    fc.assert(
      fc.property(sendings, fc.string(), (list, seed) => {
        const post = new Post(list, seed);
        expect(post.arrivals).toHaveLength(list.length);
        for (const { letter, atUs, kind, subject } of post.arrivals) {
          expect(atUs).toBeGreaterThanOrEqual(letter.sentUs);
          expect([kind, subject]).toEqual([7, letter.link + 100]);
        }
        for (let link = 0; link < LINKS; link++) {
          const numbers = post.arrivals
            .filter(({ letter }) => letter.link === link)
            .map(({ letter }) => letter.number);
          expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
        }
      }),
    );
  });

  it('delays the messages of a link whatever is sent on the others', () => {
    fc.assert(
      fc.property(sendings, (list) => {
        // The same times, but only link 0 is used.
        const quiet: Sending[] = [];
        let afterUs = 0;
        for (const sending of list) {
          afterUs += sending.afterUs;
          if (sending.link !== 0) continue;
          quiet.push({ afterUs, link: 0 });
          afterUs = 0;
        }
        expect(new Post(quiet, 'seed').delays(0)).toEqual(new Post(list, 'seed').delays(0));
      }),
    );
  });

  it('delivers at once what takes no time, still in order', () => {
    fc.assert(
      fc.property(sendings, (list) => {
        const post = new Post(list, 'seed', { kind: 'constant', us: 0 });
        expect(post.arrivals.map(({ letter }) => letter.number)).toEqual(list.map((_, i) => i));
        for (const { letter, atUs } of post.arrivals) expect(atUs).toBe(letter.sentUs);
      }),
    );
  });

  it('carries what is sent at one instant on a link in one packet', () => {
    const link = 2;
    const list = [
      ...[10, 0, 0].map((afterUs) => ({ afterUs, link })),
      { afterUs: 0, link: 3 },
      { afterUs: 1, link },
    ];
    const post = new Post(list, 'seed', { kind: 'constant', us: 100 });
    expect(post.arrivals.map(({ letter }) => letter.number)).toEqual([0, 1, 2, 3, 4]);
    expect(post.packets).toEqual([3, 1, 1]);
  });

  it('draws other delays for another link and another seed', () => {
    const often = (link: number): Sending[] =>
      Array.from({ length: 50 }, () => ({ afterUs: 100_000, link }));
    const delays = [
      new Post(often(0), 'seed').delays(0),
      new Post(often(1), 'seed').delays(1),
      new Post(often(0), 'other').delays(0),
    ];
    expect(new Set(delays.map((row) => row.join())).size).toBe(3);
  });
});
