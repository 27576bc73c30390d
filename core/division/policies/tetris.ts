import { NodeRoom } from '../node-room.ts';
import type { DivisionPolicy } from '../policy.ts';
import type { DivisionProblem } from '../problem.ts';
import { serve } from '../whole-tasks.ts';

/**
 * Tetris's packing: of all tasks that fit on a node, the one most aligned with what is free there
 * is placed next, by the dot product of both as parts of the node (Grandl et al., SIGCOMM 2014,
 * section 3.2). Without its other halves, the preference for short jobs and the fairness knob:
 * on paper there is no time. Users whose tasks align badly may get nothing.
 */
export const tetris: DivisionPolicy = {
  name: 'tetris',
  summary: 'packs nodes: next is the task most aligned with what is free somewhere',
  source: 'Grandl et al., SIGCOMM 2014, section 3.2',
  lacks: (problem) =>
    problem.divisible ? 'it places whole tasks, found parts; wanted divisible: false' : null,
  addsTo: (problem) => problem.hasNodes && !problem.divisible,
  divide(problem) {
    const room = new NodeRoom(problem, problem.placement);
    const best = new BestOnNodes(problem, room);
    return serve(problem, { next: ({ done }) => best.user(done) }, room, (user) =>
      best.place(user),
    );
  },
};

/** For each node, the user whose task is most aligned with its room; found anew as room shrinks. */
class BestOnNodes {
  private readonly problem: DivisionProblem;
  private readonly room: NodeRoom;
  /** By node, the user, -1 for none, and its alignment. */
  private readonly users: number[] = [];
  private readonly alignments: number[] = [];
  private node = -1;
  private done: readonly boolean[] = [];

  constructor(problem: DivisionProblem, room: NodeRoom) {
    this.problem = problem;
    this.room = room;
  }

  /** The user to be served next: one of those that are not done. */
  user(done: readonly boolean[]): number {
    const isKnown = done.every((one, user) => one === this.done[user]);
    if (!isKnown) {
      this.done = [...done];
      for (const node of this.room.group.keys()) this.search(node);
    }
    this.node = -1;
    for (const [node, user] of this.users.entries()) {
      if (user < 0) continue;
      if (this.node < 0 || this.alignments[node] > this.alignments[this.node]) this.node = node;
    }
    return this.node < 0 ? done.indexOf(false) : this.users[this.node];
  }

  /** Places a task of the user that was named last; the node, or -1 when none fits anywhere. */
  place(user: number): number {
    const { node } = this;
    if (node < 0) return -1;
    this.room.put(user, node);
    this.search(node);
    return node;
  }

  private search(node: number): void {
    const { problem, room, done } = this;
    let best = -1;
    let most = 0;
    for (const user of problem.users.keys()) {
      if (done[user] || !room.fitsOn(user, node)) continue;
      const aligned = room.alignment(user, node);
      const isFirst = best < 0 || problem.rank[user] < problem.rank[best];
      if (best < 0 || aligned > most || (aligned === most && isFirst)) {
        best = user;
        most = aligned;
      }
    }
    this.users[node] = best;
    this.alignments[node] = most;
  }
}
