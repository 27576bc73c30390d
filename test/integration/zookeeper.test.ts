import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type {
  CoordinationAnswer,
  CoordinationInput,
  CoordinationRequest,
} from '../../core/election/coordination.ts';
import { MonotonicClock } from '../../live/host/clock.ts';
import { Candidacy } from '../../live/master/candidacy.ts';
import type { FoundRegistry } from '../../live/master/registry-store.ts';
import { masterInfo } from '../../live/zookeeper/master-info.ts';
import { ZooKeeperCoordination } from '../../live/zookeeper/zookeeper-coordination.ts';
import { Elector, type ElectorOptions } from '../support/elector.ts';
import { ZooKeeperEnsemble, hasZooKeeper } from '../support/zookeeper-server.ts';

const SESSION_MS = 2_000;

const electors: Elector[] = [];
const clients: ZooKeeperCoordination[] = [];
let paths = 0;

async function until(what: () => boolean, ms = 20_000): Promise<void> {
  for (const end = performance.now() + ms; !what(); ) {
    if (performance.now() > end) throw new Error(`not within ${ms} ms: ${what.toString()}`);
    await new Promise((resume) => setTimeout(resume, 5));
  }
}

function candidate(ensemble: ZooKeeperEnsemble, path: string, more: Partial<ElectorOptions> = {}) {
  const address = { id: `m${electors.length}`, hostname: 'n1', ip: '127.0.0.1', port: 5050 };
  const elector = new Elector({
    servers: ensemble.addresses,
    path,
    content: JSON.stringify(masterInfo(address, '1.12.0')),
    sessionTimeoutMs: SESSION_MS,
    ...more,
  });
  electors.push(elector);
  return elector;
}

/** A machine that asks what a test wants, and keeps what it hears. */
class Client {
  readonly heard: CoordinationInput[] = [];
  readonly coordination: ZooKeeperCoordination;
  private asked = 0;

  constructor(servers: readonly string[], record: { path: string; pieceBytes: number } | null) {
    this.coordination = new ZooKeeperCoordination({
      url: { servers, credentials: null },
      deliver: (input) => void this.heard.push(input),
      complain: () => {},
      ...(record === null ? {} : { record: record.path, pieceBytes: record.pieceBytes }),
    });
    clients.push(this.coordination);
    this.coordination.openSession(SESSION_MS * 1_000);
  }

  get states(): string[] {
    return this.heard.flatMap((input) => (input.type === 'SESSION' ? [input.state] : []));
  }

  async ask(request: CoordinationRequest): Promise<CoordinationAnswer> {
    const id = this.asked++;
    this.coordination.request(id, request);
    const find = () => this.heard.find((input) => input.type === 'RESULT' && input.request === id);
    await until(() => find() !== undefined);
    const result = find();
    if (result?.type !== 'RESULT') throw new Error('no answer');
    return result.answer;
  }
}

async function connected(
  ensemble: ZooKeeperEnsemble,
  record: { path: string; pieceBytes: number } | null = null,
): Promise<Client> {
  const client = new Client(ensemble.addresses, record);
  await until(() => client.states.includes('SYNC_CONNECTED'));
  return client;
}

afterEach(() => {
  for (const elector of electors.splice(0)) elector.stop();
  for (const client of clients.splice(0)) client.closeSession();
});

describe.skipIf(!hasZooKeeper)('over one ZooKeeper server', () => {
  let ensemble: ZooKeeperEnsemble;
  beforeAll(async () => {
    ensemble = await ZooKeeperEnsemble.start(1);
  });
  afterAll(() => ensemble.end());

  it('requests are answered in the words of the port', async () => {
    const path = `/port${paths++}`;
    const client = await connected(ensemble);
    const create = { op: 'CREATE', path, data: 'hé', mode: 'PERSISTENT' } as const;
    expect(await client.ask(create)).toEqual({ op: 'CREATE', path });
    expect(await client.ask(create)).toEqual({ op: 'ERROR', error: 'NODE_EXISTS' });
    const read = await client.ask({ op: 'GET_DATA', path, watch: false });
    expect(read).toMatchObject({ op: 'GET_DATA', data: 'hé', stat: { version: 0 } });
    const set = { op: 'SET_DATA', path, data: '2', version: 0 } as const;
    expect(await client.ask(set)).toMatchObject({ op: 'SET_DATA', stat: { version: 1 } });
    expect(await client.ask(set)).toEqual({ op: 'ERROR', error: 'BAD_VERSION' });
    const child = { ...create, path: `${path}/n_`, mode: 'EPHEMERAL_SEQUENTIAL' } as const;
    expect(await client.ask(child)).toEqual({ op: 'CREATE', path: `${path}/n_0000000000` });
    const below = { ...create, path: `${path}/n_0000000000/x` };
    const forbidden = { op: 'ERROR', error: 'NO_CHILDREN_FOR_EPHEMERALS' };
    expect(await client.ask(below)).toEqual(forbidden);
    const children = await client.ask({ op: 'GET_CHILDREN', path, watch: false });
    expect(children).toEqual({ op: 'GET_CHILDREN', children: ['n_0000000000'] });
    const whole = { op: 'DELETE', path, version: 1 } as const;
    expect(await client.ask(whole)).toEqual({ op: 'ERROR', error: 'NOT_EMPTY' });
    const absent = await client.ask({ op: 'EXISTS', path: '/absent', watch: false });
    expect(absent).toEqual({ op: 'ERROR', error: 'NO_NODE' });
    const bad = await client.ask({ op: 'EXISTS', path: 'no-slash', watch: false });
    expect(bad).toEqual({ op: 'ERROR', error: 'BAD_ARGUMENTS' });
  });

  it('a watch fires once, before an answer shows the change, also of what is not there', async () => {
    const path = `/watch${paths++}`;
    const [client, other] = [await connected(ensemble), await connected(ensemble)];
    await client.ask({ op: 'EXISTS', path, watch: true });
    await client.ask({ op: 'EXISTS', path, watch: true });
    await other.ask({ op: 'CREATE', path, data: '', mode: 'PERSISTENT' });
    await until(() => client.heard.some(({ type }) => type === 'WATCH'));
    await client.ask({ op: 'GET_DATA', path, watch: true });
    await client.ask({ op: 'SET_DATA', path, data: 'new', version: -1 });
    await client.ask({ op: 'SET_DATA', path, data: 'newer', version: -1 });
    const told = client.heard.filter(({ type }) => type !== 'SESSION').slice(2);
    expect(told).toMatchObject([
      { type: 'WATCH', event: 'NODE_CREATED', path },
      { type: 'RESULT', answer: { op: 'GET_DATA', data: '' } },
      { type: 'WATCH', event: 'NODE_DATA_CHANGED', path },
      { type: 'RESULT', answer: { op: 'SET_DATA' } },
      { type: 'RESULT', answer: { op: 'SET_DATA' } },
    ]);
  });

  it('a record larger than a node stands in pieces, which are cleared away', async () => {
    const path = `/record${paths++}`;
    const record = { path, pieceBytes: 100 };
    const [client, other] = [await connected(ensemble, record), await connected(ensemble, record)];
    await client.ask({ op: 'CREATE', path, data: '7\n', mode: 'PERSISTENT' });
    const content = `7\n${'é'.repeat(300)}`;
    const wrote = await client.ask({ op: 'SET_DATA', path, data: content, version: 0 });
    expect(wrote).toMatchObject({ op: 'SET_DATA', stat: { version: 1 } });
    const read = { op: 'GET_DATA', path, watch: false } as const;
    expect(await other.ask(read)).toMatchObject({ data: content, stat: { version: 1 } });
    // Who is late is refused, and what he left goes with the next write.
    const late = { op: 'SET_DATA', path, data: `6\n${'x'.repeat(300)}`, version: 0 } as const;
    expect(await other.ask(late)).toEqual({ op: 'ERROR', error: 'BAD_VERSION' });
    const listed = { op: 'GET_CHILDREN', path: `${path}.pieces`, watch: false } as const;
    expect(await client.ask(listed)).toMatchObject({ children: { length: 9 + 5 } });
    await client.ask({ op: 'SET_DATA', path, data: `8\n${'y'.repeat(200)}`, version: 1 });
    await until(() => client.heard.length > 0);
    expect(await client.ask(listed)).toMatchObject({ children: { length: 3 } });
    expect(await other.ask(read)).toMatchObject({ data: `8\n${'y'.repeat(200)}` });
    await client.ask({ op: 'SET_DATA', path, data: 'small', version: 2 });
    expect(await other.ask(read)).toMatchObject({ data: 'small', stat: { version: 3 } });
  });

  it('one leads, its record is kept, and the next one takes over at once', async () => {
    const path = `/elect${paths++}/masters`;
    const first = candidate(ensemble, path, { pieceBytes: 1_000 });
    await until(() => first.record !== null);
    expect(first.record).toBe('');
    const second = candidate(ensemble, path, { pieceBytes: 1_000 });
    await until(() => second.leader !== null);
    expect(second.leader?.epoch).toBe(first.epoch);
    expect(JSON.parse(second.leader?.content ?? '')).toMatchObject({ id: 'm0', ip: 16777343 });
    first.write('registry '.repeat(1_000));
    await until(() => first.writes === 1);
    const beganMs = performance.now();
    first.stop();
    await until(() => second.record !== null);
    expect(performance.now() - beganMs).toBeLessThan(SESSION_MS);
    expect(second.record).toBe('registry '.repeat(1_000));
    expect(first.lostBecause).toBe('stopped');
  });

  it('a leader steps down by its lease when the server is silent, and is elected again', async () => {
    const path = `/lease${paths++}`;
    const leader = candidate(ensemble, path);
    await until(() => leader.record !== null);
    expect(leader.coordination.holds).toBe(true);
    const beganMs = performance.now();
    ensemble.servers[0].signal('SIGSTOP');
    await until(() => leader.lostAtMs !== null);
    const tookMs = (leader.lostAtMs ?? 0) - beganMs;
    expect(leader.coordination.holds).toBe(false);
    ensemble.servers[0].signal('SIGCONT');
    expect(tookMs).toBeLessThan(SESSION_MS);
    const next = candidate(ensemble, path);
    await until(() => next.record !== null);
    expect(next.epoch).toBeGreaterThan(leader.epoch ?? Number.NaN);
  });

  it('a leader that was paused past its session has lost, and what it wrote then too', async () => {
    const path = `/pause${paths++}`;
    const program = fileURLToPath(new URL('../support/elector-process.mjs', import.meta.url));
    const address = { id: 'paused', hostname: 'n1', ip: '127.0.0.1', port: 5050 };
    const content = JSON.stringify(masterInfo(address, '1.12.0'));
    const args = [program, ensemble.addresses[0], path, content, `${SESSION_MS}`];
    const paused = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    paused.stdout.on('data', (bytes: Buffer) => (said += bytes.toString()));
    await until(() => said.includes('written'));
    const next = candidate(ensemble, path);
    await until(() => next.leader?.content === content);
    paused.kill('SIGSTOP');
    await until(() => next.record !== null);
    expect(next.record).toMatch(/^paused \d+$/);
    next.write('of the next');
    await until(() => next.writes === 1);
    const gone = new Promise((resume) => paused.once('exit', resume));
    paused.kill('SIGCONT');
    await gone;
    expect(said).toMatch(/lost holds=false /);
    const reader = await connected(ensemble);
    const read = { op: 'GET_DATA', path: `${path}/registry`, watch: false } as const;
    expect(await reader.ask(read)).toMatchObject({ data: `${next.epoch}\nof the next` });
    expect(next.lostBecause).toBeNull();
  });

  it('a master that stood still hears that it has lost before it does anything else', async () => {
    const lost: string[] = [];
    let found: FoundRegistry | null = null;
    const address = { id: 'still', hostname: 'n1', ip: '127.0.0.1', port: 5050 };
    const candidacy = new Candidacy({
      zk: { servers: ensemble.addresses, path: `/still${paths++}`, credentials: null },
      sessionTimeoutUs: 1_000_000,
      content: JSON.stringify(masterInfo(address, '1.12.0')),
      ...{ clock: new MonotonicClock(), log: pino({ level: 'silent' }), recording: null },
      listener: {
        detected: () => undefined,
        elected: (registry) => (found = registry),
        lost: (reason) => lost.push(reason),
      },
    });
    await until(() => found !== null);
    await candidacy.store('first');
    expect(candidacy.mayAct()).toBe(true);
    // No timer fires and nothing is read meanwhile: as when the process is stopped.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_100);
    expect(candidacy.mayAct()).toBe(false);
    expect(lost).toEqual(['the session is over']);
    await candidacy.stop();
  });

  it('what masters with a password wrote, others may read alone', async () => {
    const path = `/secret${paths++}`;
    const credentials = { user: 'masters', password: 'p/w:d' };
    const first = candidate(ensemble, path, { credentials });
    await until(() => first.record !== null);
    first.write('theirs');
    const second = candidate(ensemble, path, { credentials });
    await until(() => first.writes === 1 && second.leader !== null);
    const other = await connected(ensemble);
    const record = `${path}/registry`;
    const set = { op: 'SET_DATA', path: record, data: 'ours', version: -1 } as const;
    expect(await other.ask(set)).toEqual({ op: 'ERROR', error: 'NO_AUTH' });
    const stands = { op: 'CREATE', path: `${path}/json.info_`, data: '{}' } as const;
    const stood = await other.ask({ ...stands, mode: 'EPHEMERAL_SEQUENTIAL' });
    expect(stood).toEqual({ op: 'ERROR', error: 'NO_AUTH' });
    const read = await other.ask({ op: 'GET_DATA', path: record, watch: false });
    expect(read).toMatchObject({ data: `${first.epoch}\ntheirs` });
    first.stop();
    await until(() => second.record === 'theirs');
  });

  it('a session outlives the server, killed and started again', async () => {
    const path = `/restart${paths++}`;
    const client = await connected(ensemble);
    await client.ask({ op: 'CREATE', path, data: '', mode: 'EPHEMERAL' });
    const [server] = ensemble.servers;
    await server.kill();
    await until(() => client.states.includes('DISCONNECTED'));
    const refused = await client.ask({ op: 'EXISTS', path, watch: false });
    expect(refused).toEqual({ op: 'ERROR', error: 'CONNECTION_LOSS' });
    await server.start();
    // Whether the start was quicker than the session is the machine's matter.
    await until(() => client.states.length === 3);
    expect(['SYNC_CONNECTED', 'EXPIRED']).toContain(client.states[2]);
  });
});

describe.skipIf(!hasZooKeeper)('over an ensemble of three', () => {
  let ensemble: ZooKeeperEnsemble;
  beforeAll(async () => {
    ensemble = await ZooKeeperEnsemble.start(3);
  });
  afterAll(() => ensemble.end());

  it('a leader goes on when its server is killed, and steps down without a majority', async () => {
    const path = `/ensemble${paths++}`;
    const leader = candidate(ensemble, path, { sessionTimeoutMs: 4_000 });
    await until(() => leader.record !== null);
    const [one, two, three] = ensemble.servers;
    // One after the other, so that the leader's is among them, and a majority is always left.
    for (const server of [one, two, three]) {
      await server.kill();
      const written = leader.writes;
      await until(() => tryWrite(leader) > written);
      await server.start();
    }
    expect(leader.lostBecause).toBeNull();

    const beganMs = performance.now();
    await Promise.all([one.kill(), two.kill()]);
    await until(() => leader.lostAtMs !== null);
    expect((leader.lostAtMs ?? 0) - beganMs).toBeLessThan(4_000);
    const next = candidate(ensemble, path, { sessionTimeoutMs: 4_000 });
    await Promise.all([one.start(), two.start()]);
    await until(() => next.record !== null);
    expect(next.epoch).toBeGreaterThan(leader.epoch ?? Number.NaN);
  });
});

/** Writes when nothing is being written: how many writes were done so far. */
function tryWrite(leader: Elector): number {
  if (leader.asked === leader.writes) leader.write(`${leader.asked}`);
  return leader.writes;
}
