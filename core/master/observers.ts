import type { MasterObserver } from './master-observer.ts';

/** Two observers as one: each is told of everything, the first one first. */
export function bothObservers(one: MasterObserver, other: MasterObserver): MasterObserver {
  return {
    offerMade: (offer) => {
      one.offerMade(offer);
      other.offerMade(offer);
    },
    offerEnded: (offer, end) => {
      one.offerEnded(offer, end);
      other.offerEnded(offer, end);
    },
    taskEntered: (task) => {
      one.taskEntered(task);
      other.taskEntered(task);
    },
    taskChanged: (task, before) => {
      one.taskChanged(task, before);
      other.taskChanged(task, before);
    },
    taskForgotten: (task) => {
      one.taskForgotten(task);
      other.taskForgotten(task);
    },
    agentEntered: (agent) => {
      one.agentEntered(agent);
      other.agentEntered(agent);
    },
    agentChanged: (agent) => {
      one.agentChanged(agent);
      other.agentChanged(agent);
    },
    agentLeft: (agent) => {
      one.agentLeft(agent);
      other.agentLeft(agent);
    },
    executorsChanged: (agent) => {
      one.executorsChanged(agent);
      other.executorsChanged(agent);
    },
    frameworkEntered: (framework) => {
      one.frameworkEntered(framework);
      other.frameworkEntered(framework);
    },
    frameworkChanged: (framework) => {
      one.frameworkChanged(framework);
      other.frameworkChanged(framework);
    },
    frameworkLeft: (framework) => {
      one.frameworkLeft(framework);
      other.frameworkLeft(framework);
    },
  };
}
