import type { MasterObserver } from '../../core/master/master-observer.ts';
import type { Checker } from './checker.ts';

/** What the checkers of a run are told of one master's decisions. */
export function observerOf(master: number, checks: Required<Checker>): MasterObserver {
  return {
    offerMade: (offer) => checks.offerMade(master, offer),
    offerEnded: (offer, end) => checks.offerEnded(master, offer, end),
    taskEntered: (task) => checks.taskEntered(master, task),
    taskChanged: (task, before) => checks.taskChanged(master, task, before),
    taskForgotten: (task) => checks.taskForgotten(master, task),
    agentEntered: (agent) => checks.agentEntered(master, agent),
    agentChanged: (agent) => checks.agentChanged(master, agent),
    agentLeft: (agent) => checks.agentLeft(master, agent),
    executorsChanged: (agent) => checks.executorsChanged(master, agent),
    frameworkEntered: (framework) => checks.frameworkEntered(master, framework),
    frameworkChanged: (framework) => checks.frameworkChanged(master, framework),
    frameworkLeft: (framework) => checks.frameworkLeft(master, framework),
  };
}
