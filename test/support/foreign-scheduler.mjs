// Runs the npm package `mesos-framework` as it is against a master, and tells its parent process
// what the package tells: `node foreign-scheduler.mjs <host> <port> <folder for logs>`.
import { createRequire } from 'node:module';

const { Mesos, Scheduler } = createRequire(import.meta.url)('mesos-framework');
const { CommandInfo, Environment } = Mesos.getMesos();
const [host, port, folder] = process.argv.slice(2);

const command = (text) => {
  const variables = [new Environment.Variable('NAME', 'Zoë')];
  return new CommandInfo(null, new Environment(variables), true, text, null, null);
};

const scheduler = new Scheduler({
  ...{ masterUrl: host, port, frameworkName: 'Zoë’s commands', user: 'nobody' },
  logging: { path: folder, fileName: 'scheduler', level: 'error' },
  restartStates: ['TASK_LOST'],
  tasks: {
    short: {
      commandInfo: command('echo "hello $NAME"'),
      resources: { cpus: 0.1, mem: 32, ports: 1, disk: 0 },
    },
    long: {
      instances: 2,
      commandInfo: command('sleep 60'),
      resources: { cpus: 0.1, mem: 32, ports: 0, disk: 0 },
    },
  },
});

const told = ['subscribed', 'offers', 'update', 'heartbeat', 'task_launched', 'sent_kill'];
const sent = ['sent_teardown', 'sent_reconcile', 'sent_message', 'sent_acknowledge'];
for (const name of [...told, ...sent]) {
  scheduler.on(name, (data) => process.send({ name, data }));
}
scheduler.on('error', (error) => process.send({ name: 'error', data: error.message ?? error }));
scheduler.on('ready', () => scheduler.subscribe());

// What its parent wants called, such as ['kill', taskId, agentId].
process.on('message', ([method, ...given]) => scheduler[method](...given));
