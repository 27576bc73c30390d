import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  ELECTION_PATH,
  ElectionWorld,
  type ElectionWorldOptions,
  RECORD,
} from '../../../test/support/election-world.ts';
import { Fence } from '../../../core/election/fence.ts';
import { MICROS_PER_SECOND } from '../../../core/machine.ts';
import type { CoordinationFault } from './faults.ts';

const SECOND = MICROS_PER_SECOND;
/** Faults come until then; then all is healed. */
const TROUBLE_US = 60 * SECOND;
/** Expiry of what was left behind, late watches, reconnections and retries, with room. */
const SETTLE_US = 40 * SECOND;

type Trouble =
  | CoordinationFault
  | { readonly kind: 'crash'; readonly who: number }
  | { readonly kind: 'pause'; readonly who: number; readonly forUs: number };

const shape = fc.record({
  seed: fc.string({ maxLength: 4 }),
  servers: fc.constantFrom(1, 3, 5),
  masters: fc.integer({ min: 1, max: 4 }),
  observers: fc.constant(2),
});

/** Faults of a world, more than it can bear. */
function troubles(world: ElectionWorldOptions): fc.Arbitrary<{ atUs: number; trouble: Trouble }[]> {
  const server = fc.nat({ max: world.servers - 1 });
  const who = fc.nat({ max: world.masters + world.observers - 1 });
  const alone: fc.Arbitrary<Trouble>[] = [
    fc.record({ kind: fc.constantFrom('server-down', 'server-up'), server }),
    fc.record<Trouble & { readonly kind: 'cut-client' | 'heal-client' }>({
      kind: fc.constantFrom('cut-client', 'cut-client', 'heal-client'),
      client: who,
      server: fc.option(server, { nil: null }),
    }),
    fc.record({ kind: fc.constant('slow-quorum'), factor: fc.integer({ min: 1, max: 2000 }) }),
    fc.record({ kind: fc.constant('late-watches'), delayUs: fc.nat({ max: 15 * SECOND }) }),
    fc.record({ kind: fc.constant('expire-session'), client: who }),
    fc.record({ kind: fc.constant('crash'), who }),
    fc.record({ kind: fc.constant('pause'), who, forUs: fc.nat({ max: 25 * SECOND }) }),
    fc.constant<Trouble>({ kind: 'heal' }),
  ];
  const between = fc.record({
    kind: fc.constantFrom('cut-servers', 'cut-servers', 'heal-servers'),
    servers: fc
      .tuple(server, fc.integer({ min: 1, max: 4 }))
      .map(([a, further]): [number, number] => [
        a,
        (a + (further % (world.servers - 1)) + 1) % world.servers,
      ]),
  });
  const trouble = world.servers === 1 ? fc.oneof(...alone) : fc.oneof(...alone, between, between);
  const timed = fc.record({ atUs: fc.nat({ max: TROUBLE_US }), trouble });
  return fc.array(timed, { maxLength: 25, size: 'max' });
}

const runs = shape.chain((world) => fc.tuple(fc.constant(world), troubles(world)));

/** What is looked at after every event of a run. */
class Observed {
  /** Each epoch and content that the record had. */
  readonly records: { epoch: number; content: string }[] = [];
  readonly fence = new Fence();
  /** Moments at which two masters believed to lead. */
  overlaps = 0;
  private readonly made = new Map<string, number>();
  private readonly world: ElectionWorld;

  constructor(world: ElectionWorld) {
    this.world = world;
  }

  look(): void {
    const { agreed } = this.world.zookeeper;
    for (const { path, owner } of agreed.ephemerals()) {
      if (!agreed.hasSession(owner)) expect.fail(`${path} outlives session ${owner}`);
      const answer = agreed.read({ op: 'EXISTS', path, watch: false });
      const czxid = answer.op === 'EXISTS' ? answer.stat.czxid : -1;
      if ((this.made.get(path) ?? czxid) !== czxid) expect.fail(`${path} was made twice`);
      this.made.set(path, czxid);
    }
    const record = agreed.read({
      op: 'GET_DATA',
      path: `${ELECTION_PATH}/${RECORD}`,
      watch: false,
    });
    if (record.op === 'GET_DATA') this.lookAtRecord(record.data);
    const leaders = this.world.leaders();
    if (leaders.length > 1) this.overlaps++;
    // Orders of the latest leader are taken, those of the others are not.
    const epochs = leaders.map(({ epoch }) => epoch).sort((a, b) => b - a);
    if (new Set(epochs).size !== epochs.length)
      expect.fail(`two lead in one epoch: ${epochs.join()}`);
    if (epochs.length > 0) this.fence.admits(epochs[0]);
    for (const epoch of epochs.slice(1)) {
      if (this.fence.admits(epoch)) expect.fail(`epoch ${epoch} was admitted: ${epochs.join()}`);
    }
  }

  private lookAtRecord(data: string): void {
    const [owner, content] = data.split('\n');
    const entry = { epoch: Number(owner), content };
    const last = this.records.at(-1);
    if (last?.epoch === entry.epoch && last.content === content) return;
    if (last !== undefined && last.epoch > entry.epoch) expect.fail('a deposed leader wrote');
    if (last !== undefined && last.epoch < entry.epoch && last.content !== content) {
      expect.fail(`a claim replaced ${last.content} by ${content}`);
    }
    this.records.push(entry);
  }
}

function runWith(
  options: ElectionWorldOptions,
  list: readonly { atUs: number; trouble: Trouble }[],
): { world: ElectionWorld; observed: Observed } {
  const world = new ElectionWorld(options);
  const observed = new Observed(world);
  world.afterEvent = () => observed.look();
  for (const { atUs, trouble } of list) {
    world.at(atUs, () => {
      if (trouble.kind === 'crash') world.crash(trouble.who);
      else if (trouble.kind === 'pause') world.pause(trouble.who, trouble.forUs);
      else world.zookeeper.inject(trouble);
    });
  }
  // The longest pause is over by then.
  const healedUs = TROUBLE_US + 25 * SECOND;
  world.inject(healedUs, { kind: 'heal' });
  world.run(healedUs + SETTLE_US);
  return { world, observed };
}

it('whatever happens, epochs are led once, never backwards, and one leader remains', () => {
  fc.assert(
    fc.property(runs, ([options, list]) => {
      const { world, observed } = runWith(options, list);
      const elected = world.history.flatMap((e) => (e.what === 'elected' ? [e.epoch] : []));
      expect(new Set(elected).size, 'each epoch is led once').toBe(elected.length);
      for (let who = 0; who < options.masters + options.observers; who++) {
        const seen = world.history.flatMap((e) =>
          e.who === who && e.what === 'detected' && e.epoch !== null ? [e.epoch] : [],
        );
        expect(seen, `${who} sees epochs grow`).toEqual(seen.toSorted((a, b) => a - b));
      }
      const contents = new Set(observed.records.map(({ content }) => content));
      for (const event of world.history) {
        if (event.what === 'written') expect(contents).toContain(event.content);
        if (event.what === 'complained') expect.fail(event.problem);
      }
      const leaders = world.leaders();
      expect(leaders, 'one leads in the end').toHaveLength(1);
      expect(new Set(world.beliefs())).toEqual(new Set([leaders[0].epoch]));
    }),
    { numRuns: 200 },
  );
});
