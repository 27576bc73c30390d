import type { Checker, CheckedWorld, CheckerType, Fail, Violation } from './checker.ts';
import { Shared } from './shared.ts';

type Hook = keyof Checker;

/** Every hook there is; the compiler holds it complete. */
const HOOKS: { readonly [hook in Hook]-?: true } = {
  offerMade: true,
  offerEnded: true,
  taskEntered: true,
  taskChanged: true,
  taskForgotten: true,
  agentEntered: true,
  agentChanged: true,
  agentLeft: true,
  executorsChanged: true,
  frameworkEntered: true,
  frameworkChanged: true,
  frameworkLeft: true,
  masterLeads: true,
  masterEnds: true,
  called: true,
  told: true,
  saidToScheduler: true,
  saidToAgent: true,
  schedulerHears: true,
  agentHears: true,
  containerStarted: true,
  containerEnded: true,
  containerLost: true,
  executorWorked: true,
  agentRestarted: true,
  agentSays: true,
  schedulerSays: true,
  schedulerRestarted: true,
  registryWritten: true,
  cycleEnded: true,
  jobSubmitted: true,
  jobFinished: true,
  ended: true,
};

/** All checkers of a run as one, and what they found first. */
export interface CheckHub {
  readonly hooks: Required<Checker>;
  readonly violation: () => Violation | null;
}

/**
 * Makes a run's checkers. A hook that none of them has costs a call of nothing.
 * @param found called once, with the first violation
 * @param watchers who is told as checkers are, and finds nothing
 */
export function checkHub(
  types: readonly CheckerType[],
  world: CheckedWorld,
  events: () => number,
  found: () => void,
  watchers: readonly Checker[] = [],
): CheckHub {
  let violation: Violation | null = null;
  const failOf =
    (checker: string): Fail =>
    (message) => {
      if (violation !== null) return;
      violation = { checker, message, timeUs: world.now, event: events() };
      found();
    };
  const shared = new Shared(world);
  const made = types.map(({ name, make }) => make(world, failOf(name), shared));
  const checkers = [...shared.before, ...made, ...shared.after, ...watchers];
  const names = Object.keys(HOOKS) as Hook[];
  const hooks = Object.fromEntries(names.map((hook) => [hook, merged(checkers, hook)]));
  return { hooks: hooks as unknown as Required<Checker>, violation: () => violation };
}

/** No hook is told more than three things. */
type AnyHook = (one: unknown, two: unknown, three: unknown) => void;

function merged(checkers: readonly Checker[], hook: Hook): AnyHook {
  const own = checkers
    .filter((checker) => checker[hook] !== undefined)
    .map((checker) => (checker[hook] as AnyHook).bind(checker));
  const [first, second, third] = own;
  if (first === undefined) return () => undefined;
  if (second === undefined) return first;
  if (own.length === 2) {
    return (one, two, three) => {
      first(one, two, three);
      second(one, two, three);
    };
  }
  if (own.length === 3) {
    return (one, two, three) => {
      first(one, two, three);
      second(one, two, three);
      third(one, two, three);
    };
  }
  return (one, two, three) => {
    for (const tell of own) tell(one, two, three);
  };
}
