// An executor of a framework's own, for tests: it runs what its agent launches it as, and speaks
// nothing but Mesos's v1 executor API. What a task does stands in its `data`: `finish` ends at once,
// `exit` ends the executor with status 9, all else stays until it is killed. A message comes back
// with `echo ` before it. It writes its environment and what it hears to standard output.
import { randomBytes } from 'node:crypto';
import { request } from 'node:http';

const { MESOS_AGENT_ENDPOINT, MESOS_EXECUTOR_ID, MESOS_FRAMEWORK_ID } = process.env;
const url = `http://${MESOS_AGENT_ENDPOINT}/api/v1/executor`;
const who = {
  executor_id: { value: MESOS_EXECUTOR_ID },
  framework_id: { value: MESOS_FRAMEWORK_ID },
};
/** Sent and not acknowledged. */
const updates = new Map();
/** Launched, and no update of theirs acknowledged. */
const tasks = new Map();

const say = (line) => process.stdout.write(`${line}\n`);
for (const name of Object.keys(process.env).filter((one) => one.startsWith('MESOS_'))) {
  say(`${name}=${process.env[name]}`);
}

/** Longest wait for the agent, milliseconds: it may be gone for good. */
const AWAY_MS = 20_000;
let goneSinceMs = null;

/** As Mesos's executors do when their agent stays away for longer than the recovery timeout. */
function subscribeAgain() {
  goneSinceMs ??= performance.now();
  if (performance.now() - goneSinceMs > AWAY_MS) process.exit(1);
  setTimeout(subscribe, 50);
}

function post(said, answered) {
  const body = JSON.stringify({ ...who, ...said });
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const token = process.env.MESOS_EXECUTOR_AUTHENTICATION_TOKEN;
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  const outgoing = request(url, { method: 'POST', headers, agent: false }, answered);
  outgoing.on('error', () => {
    if (said.type === 'SUBSCRIBE') subscribeAgain();
  });
  outgoing.end(body);
}

function call(what) {
  post(what, (answer) => answer.resume());
}

function update(id, state, more = {}) {
  const uuid = randomBytes(16).toString('base64');
  const status = { task_id: { value: id }, state, uuid, source: 'SOURCE_EXECUTOR', ...more };
  updates.set(uuid, { status });
  call({ type: 'UPDATE', update: { status } });
}

function launched(task) {
  const { value: id } = task.task_id;
  tasks.set(id, task);
  update(id, 'TASK_RUNNING', { message: `by ${process.pid}` });
  const what = Buffer.from(task.data ?? '', 'base64').toString();
  if (what === 'finish') update(id, 'TASK_FINISHED', { data: 'ZG9uZQ==' });
  if (what === 'exit') process.exit(9);
}

function hear(event) {
  goneSinceMs = null;
  say(event.type);
  if (event.type === 'LAUNCH') launched(event.launch.task);
  if (event.type === 'LAUNCH_GROUP') event.launch_group.task_group.tasks.forEach(launched);
  if (event.type === 'KILL') update(event.kill.task_id.value, 'TASK_KILLED');
  if (event.type === 'ACKNOWLEDGED') {
    updates.delete(event.acknowledged.uuid);
    tasks.delete(event.acknowledged.task_id.value);
  }
  if (event.type === 'MESSAGE') {
    const text = Buffer.from(event.message.data, 'base64').toString();
    const data = Buffer.from(`echo ${text}`).toString('base64');
    call({ type: 'MESSAGE', message: { data } });
  }
  if (event.type === 'SHUTDOWN') process.exit(0);
}

function subscribe() {
  const payload = {
    unacknowledged_tasks: [...tasks.values()],
    unacknowledged_updates: [...updates.values()],
  };
  post({ type: 'SUBSCRIBE', subscribe: payload }, (answer) => {
    let text = '';
    answer.setEncoding('utf8');
    answer.on('data', (chunk) => {
      text += chunk;
      for (;;) {
        // All that is said here is ASCII: characters are bytes.
        const [length] = text.split('\n', 1);
        const end = length.length + 1 + Number(length);
        if (length === '' || text.length < end || !text.includes('\n')) return;
        const record = text.slice(length.length + 1, end);
        text = text.slice(end);
        hear(JSON.parse(record));
      }
    });
    answer.on('error', () => undefined);
    answer.on('close', subscribeAgain);
  });
}

subscribe();
