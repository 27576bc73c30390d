// An agent's process as far as its containers go, for a test to kill. It runs what `tsc -b` has
// built. Arguments: the state folder, then a sandbox and a shell's line for each container, which
// is called as its sandbox. It prints `running ID` and `exited ID`.
import { basename } from 'node:path';
import { ProcessContainerizer } from '../../dist/live/containers/process-containerizer.js';

const [stateFolder, ...tasks] = process.argv.slice(2);
const say = (line) => process.stdout.write(`${line}\n`);
const containers = new ProcessContainerizer({
  stateFolder,
  listener: { running: (id) => say(`running ${id}`), exited: (id) => say(`exited ${id}`) },
});
await containers.recover();
for (let at = 0; at < tasks.length; at += 2) {
  const [sandbox, shell] = tasks.slice(at);
  const none = { image: null, environment: {}, limits: {}, ports: [], volumes: [], labels: {} };
  containers.launch({ id: basename(sandbox), command: { shell }, sandbox, ...none });
}
setInterval(() => {}, 1_000);
