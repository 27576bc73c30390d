import type {
  FrameworkDocument,
  OperationDocument,
  ScenarioDocument,
} from '../scenario/scenario-document.ts';
import type { Dice } from './dice.ts';
import type { SwarmShape } from './swarm.ts';

/** So long after all is healed everybody has been found again or given up. */
const WELL_SECONDS = 780;

type Operations = readonly OperationDocument[];

/**
 * What an operator does in a seed: in half of the seeds, each thing in one of four. What is taken
 * away for good, or kept for a role, is of the first rack: the second must have room for whatever
 * waits for a whole agent.
 */
export function operationsOf(
  dice: Dice,
  { agents, minutes }: SwarmShape,
  frameworks: readonly FrameworkDocument[],
): ScenarioDocument['operations'] {
  if (!dice.oneIn('operator', 2)) return undefined;
  const drawn: OperationDocument[] = [];
  const at = (what: string): number => dice.number(`operation ${what} at`, minutes * 50);
  const add = (what: string, times: number, make: (seconds: number) => Operations): void => {
    if (dice.oneIn(`operation ${what}`, times)) drawn.push(...make(at(what)));
  };
  const agent = (what: string): number[] => [dice.number(`operation ${what} agent`, agents)];
  const { role = '' } = dice.pick('operation role', frameworks);
  add('maintenance', 4, (s) => [maintenance(dice, agent('maintenance'), s)]);
  add('drain', 4, (s) => [
    ...drain(dice, agent('drain'), s),
    // One that was still draining then, or away, is by now.
    { kind: 'reactivate', at: `${minutes * 60 + WELL_SECONDS}s`, agents: agent('drain') },
  ]);
  add('deactivate', 4, (s) => [
    { kind: 'deactivate', at: `${s}s`, agents: agent('deactivate') },
    { kind: 'reactivate', at: `${s + 45}s`, agents: agent('deactivate') },
  ]);
  add('gone', agents < 4 ? Number.POSITIVE_INFINITY : 4, (s) => [gone(dice, s)]);
  add('quota', 4, (s) => quota(dice, frameworks, agents, s));
  add('weights', 4, (s) => [
    { kind: 'set-weights', at: `${s}s`, weights: { [role]: dice.pick('new weight', [0.2, 3]) } },
  ]);
  add('reserve', 4, (s) => reservation(dice, role, s));
  add('teardown', 12, (s) => [
    { kind: 'teardown', at: `${s}s`, frameworks: [frameworks[frameworks.length - 1].name] },
  ]);
  return drawn.length === 0 ? undefined : drawn;
}

function maintenance(dice: Dice, agents: readonly number[], s: number): OperationDocument {
  return {
    ...{ kind: 'maintenance', at: `${s}s`, agents },
    notice: dice.pick('maintenance notice', ['0s', '20s', '90s']),
    for: dice.pick('maintenance for', ['10s', '2m']),
  };
}

function drain(dice: Dice, agents: readonly number[], s: number): Operations {
  const grace = dice.seldom('drain grace', 2, ['0s', '10s']);
  return [
    { kind: 'drain', at: `${s}s`, agents, ...(grace !== undefined && { grace }) },
    { kind: 'reactivate', at: `${s + dice.pick('drain for', [5, 90])}s`, agents },
  ];
}

/** The second machine of the first rack. */
function gone(dice: Dice, s: number): OperationDocument {
  const at = `${s}s`;
  if (dice.oneIn('gone at once', 2)) return { kind: 'gone', at, agents: [2] };
  return { kind: 'drain', at, agents: [2], markGone: true };
}

/** Of the role that may have one from the beginning: two guarantees would be too much. */
function quota(
  dice: Dice,
  frameworks: readonly FrameworkDocument[],
  agents: number,
  s: number,
): Operations {
  const [role] = (dice.pick('quota of', frameworks).role ?? '').split('/');
  const cpus = dice.between('new quota cpus', 1, agents < 4 ? 2 : 6);
  const guarantees = dice.oneIn('new guarantee', 2) ? `cpus:${cpus};mem:${cpus * 1024}` : undefined;
  const set = {
    kind: 'set-quota',
    at: `${s}s`,
    role,
    limits: `cpus:${cpus + 4};mem:32768`,
  } as const;
  const force = dice.seldom('quota force', 2, [true]);
  const removed = { kind: 'remove-quota', at: `${s + 60}s`, role } as const;
  return [
    { ...set, ...(guarantees !== undefined && { guarantees }), ...(force && { force }) },
    ...(dice.oneIn('quota removed', 2) ? [removed] : []),
  ];
}

function reservation(dice: Dice, role: string, s: number): Operations {
  const common = { role, agents: [0] };
  const resources = dice.pick('reserve what', ['cpus:1;mem:512', 'cpus:0.5;mem:256;disk:1000']);
  const withDisk = resources.includes('disk') && dice.oneIn('volumes', 2);
  const volumes = { ...common, volumes: { data: 500 } };
  const ends = dice.oneIn('unreserve', 2);
  return [
    { kind: 'reserve', at: `${s}s`, ...common, resources },
    ...(withDisk ? [{ kind: 'create-volumes', at: `${s + 10}s`, ...volumes } as const] : []),
    ...(withDisk && ends
      ? [{ kind: 'destroy-volumes', at: `${s + 60}s`, ...volumes } as const]
      : []),
    ...(ends ? [{ kind: 'unreserve', at: `${s + 70}s`, ...common, resources } as const] : []),
  ];
}
