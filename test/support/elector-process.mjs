// A candidate in a process of its own, which a test can pause. It runs what `tsc -b` has built.
// Arguments: server, path, content of its node, session timeout in milliseconds.
// It prints what becomes of it, a line each: elected, written, lost, complaint.
import { Leadership } from '../../dist/core/election/leadership.js';
import { ZooKeeperCoordination } from '../../dist/live/zookeeper/zookeeper-coordination.js';

const [server, path, content, timeoutMs] = process.argv.slice(2);
const nowUs = () => Math.floor(performance.now() * 1_000);
const say = (line) => process.stdout.write(`${line}\n`);

const machine = new Leadership({
  path,
  content,
  record: 'registry',
  isReadable: () => true,
  sessionTimeoutUs: Number(timeoutMs) * 1_000,
});
let writes = 0;
const coordination = new ZooKeeperCoordination({
  url: { servers: [server], credentials: null },
  deliver: (input) => machine.step(nowUs(), input, out),
  complain: (problem) => say(`complaint ${problem}`),
  record: `${path}/registry`,
});
const write = () => machine.step(nowUs(), { type: 'WRITE', content: `paused ${writes++}` }, out);
const out = {
  openSession: (us) => coordination.openSession(us),
  closeSession: () => coordination.closeSession(),
  request: (id, request) => coordination.request(id, request),
  setTimer: (timer, us) =>
    setTimeout(() => machine.step(nowUs(), { type: 'TIMER', timer }, out), us / 1_000),
  complain: (problem) => say(`complaint ${problem}`),
  detected: () => {},
  elected: (epoch) => say(`elected ${epoch}`),
  claimed: write,
  // It writes as fast as it can: the pause comes at any moment of a write.
  written: () => {
    if (writes === 2) say('written');
    setTimeout(write, 1);
  },
  lost: (reason) => {
    say(`lost holds=${coordination.holds} ${reason}`);
    process.exit(0);
  },
};
machine.step(nowUs(), { type: 'START' }, out);
