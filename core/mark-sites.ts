/**
 * Places in the engine that a swarm of seeds has to reach, or it does not test what it seems to:
 * each with what happens there. A machine says {@link Marks.sometimes} when it is at one.
 */
export const MARK_SITES = {
  // The master and offers.
  'offer-timeout': 'an offer is taken back because nobody answered it in time',
  'accept-late': 'an offer that is over is accepted',
  'accept-again': 'a launch arrives that has been carried out before',
  'decline-late': 'an offer that is over is declined',
  'rescind-unheard': 'an offer is taken back from a framework without a scheduler',
  // The master and agents.
  'registers-again': 'an agent registers that is registered',
  'registers-meanwhile': 'an agent registers again while that is being stored',
  'registers-anew': 'an agent that was known registers without its memory',
  'comes-back': 'an agent is back before it was given up',
  'comes-back-unreachable': 'an agent is back after it was given up',
  'comes-back-elsewhere': 'an agent that an earlier leader admitted is back',
  'comes-back-changing': 'an agent is back while a change of it is being stored',
  'ping-missed': 'an agent has not answered a ping',
  'gives-up': 'an agent is made unreachable',
  'gives-up-recovered': 'an agent of an earlier leader has not come back in time',
  'comes-back-refused': 'an agent is back that must not be',
  'framework-stranger': 'an agent is back with tasks of a framework that is gone',
  'task-missing': 'an agent is back without a task that the master has on it',
  'task-back': 'an agent is back with a task that had been given up',
  'task-unsaved': 'a task ends with the connection of its agent',
  // The master and frameworks.
  'fails-over': 'another scheduler speaks for a framework',
  'recovers-framework': 'agents name a framework before its scheduler is back',
  // The master and updates.
  'update-dropped': 'an update comes from an agent that was given up',
  'update-forgotten': 'an update comes of a task that is over and forgotten',
  'update-behind': 'an agent knows a later state than the one it reports',
  'update-unheard': 'an update comes for a framework without a scheduler',
  'acknowledge-old': 'an update is acknowledged that is not the last',
  'acknowledge-lost': 'an update is acknowledged whose agent is away',
  'reconcile-later': 'a state is asked for that an agent may still name',
  'reconcile-unknown': 'a state is asked for of a task that is not known',
  // The master and its registry.
  'registry-together': 'several changes of the registry are stored at once',
  'not-ready': 'somebody speaks to a leader that does not have the registry yet',
  // The master and operators.
  'operator-refused': 'what an operator asks cannot be',
  drained: 'an agent that is drained is empty',
  'drained-gone': 'an agent that is drained is empty and marked gone',
  'marked-gone': 'an agent that is there is marked gone',
  'mode-away': 'an operator decides about an agent that is away',
  'taken-down': 'an agent is shut down because its machine goes down',
  'inverse-offer': 'a framework is asked to leave an agent',
  'inverse-answered': 'a framework has answered whether it leaves an agent',
  'quota-rescinds': 'an offer is taken back for a quota',
  'reserve-rescinds': 'an offer is taken back for what an operator does to its resources',
  'framework-removed': 'a framework that has tasks is removed',
  'kill-again': 'a task is to be killed again whose agent is back',
  // Agents.
  'launch-again': 'an agent is told to launch what it has launched',
  'launch-unregistered': 'an agent is told to launch while it looks for the master',
  'update-again': 'an agent repeats an update',
  'update-waits': 'an update waits for the one before it',
  'acknowledged-again': 'an agent hears of an acknowledgement it does not wait for',
  'register-retry': 'an agent has no answer to its registration',
  'master-silent': 'an agent has heard nothing of the master for too long',
  'recovers-tasks': "an agent's new process finds tasks of the one before",
  'told-missing': 'an agent is told of tasks that it does not have',
  'shut-down': 'an agent is told to shut down',
  // Schedulers.
  'subscribe-back': 'a scheduler is back under its id and asks for all its tasks',
  'subscription-over': 'a scheduler is told that its subscription is over',
  'subscribe-retry': 'a scheduler has no answer to its subscription',
  'reconcile-retry': 'a scheduler has not been answered about all tasks it asked for',
  // The election.
  'lead-lost': 'a leader steps down',
  'session-given-up': 'a member takes its session for over by its own clock',
  'lead-fenced': 'a leader finds that another has claimed the record',
} as const;

/**
 * Places that nothing which a swarm draws leads to, each with the test that does. They are counted,
 * and may stay at nothing.
 */
export const RARE_SITES = {
  // No scheduler here gives the id of a task to another one (`core/master/agents.test.ts`).
  'task-elsewhere': 'an agent is back with a task whose id is in use on another',
} as const;

export type MarkSite = keyof typeof MARK_SITES | keyof typeof RARE_SITES;
