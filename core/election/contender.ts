import type { Machine, Micros } from '../machine.ts';
import { CANDIDATE_LABEL, type Epoch, candidatePath, epochOf, pathsDownTo } from './candidates.ts';
import { Conversation, describeAnswer, isLoss } from './conversation.ts';
import type { CoordinationAnswer } from './coordination.ts';
import type { ElectionMemberOutput } from './election-io.ts';
import type { MemberInput, Session, SessionEvent } from './session.ts';

export interface ContenderOptions {
  /** Where candidates stand: absolute, without a slash at the end. */
  readonly path: string;
  /** What the candidate's node says: Mesos's MasterInfo as JSON. */
  readonly content: string;
}

/**
 * Keeps a candidate in the election: an ephemeral sequential node under the path, whose parents
 * are made where they are missing, and which is made again when it vanishes
 * (`mesos-semantics` 14; Mesos's `LeaderContender`).
 */
export class Contender implements Machine<MemberInput, ElectionMemberOutput> {
  private readonly options: ContenderOptions;
  private readonly talk: Conversation;
  /** Parents still to be made, from the top. */
  private parents: string[] = [];
  private held: Epoch | null = null;
  /** A creation was not answered: a node that nobody knows may stand for this session. */
  private doubtful = false;
  private stuck = false;

  constructor(options: ContenderOptions, session: Session) {
    this.options = options;
    this.talk = new Conversation(session, 'CONTENDER_RETRY');
  }

  /** The sequence number of the node held, null while there is none. */
  get epoch(): Epoch | null {
    return this.held;
  }

  /**
   * Whether the session must be given up and another opened: that removes the node of a creation
   * that was not answered. To create once more would leave two candidates, one of them unknown;
   * the names that Mesos's detectors know have no room for a mark to find it by.
   */
  get needsNewSession(): boolean {
    return this.stuck;
  }

  step(now: Micros, input: MemberInput, out: ElectionMemberOutput): void {
    switch (input.type) {
      case 'SESSION_EVENT':
        return this.sessionChanged(input.event, out);
      case 'RESULT':
        if (this.talk.takes(input)) this.answered(now, input.answer, out);
        return;
      case 'WATCH':
        if (this.held === null || input.path !== this.nodePath(this.held)) return;
        // Only the watch of a change fired: the node is still there, unwatched.
        if (input.event !== 'NODE_DELETED') return this.watchNode(this.held, out);
        this.held = null;
        return this.contend(out);
      case 'TIMER':
        if (this.talk.isDue(now, input)) this.tryAgain(out);
    }
  }

  private sessionChanged(event: SessionEvent, out: ElectionMemberOutput): void {
    switch (event) {
      case 'OPENED':
        return this.contend(out);
      case 'RESUMED':
        if (this.talk.failed) this.tryAgain(out);
        return;
      case 'SUSPENDED':
        return;
      case 'OVER':
        this.talk.reset();
        this.held = null;
        this.doubtful = false;
        this.stuck = false;
    }
  }

  private tryAgain(out: ElectionMemberOutput): void {
    if (this.doubtful) this.stuck = true;
    else if (this.held !== null) this.watchNode(this.held, out);
    else this.contend(out);
  }

  private contend(out: ElectionMemberOutput): void {
    const { path, content } = this.options;
    this.parents = [];
    this.talk.ask(
      {
        op: 'CREATE',
        path: `${path}/${CANDIDATE_LABEL}`,
        data: content,
        mode: 'EPHEMERAL_SEQUENTIAL',
      },
      out,
    );
  }

  private answered(now: Micros, answer: CoordinationAnswer, out: ElectionMemberOutput): void {
    if (this.held !== null) return this.watched(now, this.held, answer, out);
    if (this.parents.length > 0) return this.parentMade(now, answer, out);
    if (answer.op === 'CREATE') {
      const name = answer.path.slice(answer.path.lastIndexOf('/') + 1);
      this.held = epochOf(name);
      if (this.held !== null) return this.watchNode(this.held, out);
      out.complain(`created ${answer.path}: wanted ${CANDIDATE_LABEL} and ten digits`);
      this.doubtful = true;
    } else if (answer.op === 'ERROR' && answer.error === 'NO_NODE') {
      this.parents = pathsDownTo(this.options.path);
      return this.makeParent(out);
    } else if (isLoss(answer)) {
      this.doubtful = true;
    } else {
      out.complain(`cannot contend under ${this.options.path}: ${describeAnswer(answer)}`);
    }
    this.talk.fail(now, out);
  }

  private makeParent(out: ElectionMemberOutput): void {
    this.talk.ask({ op: 'CREATE', path: this.parents[0], data: '', mode: 'PERSISTENT' }, out);
  }

  private parentMade(now: Micros, answer: CoordinationAnswer, out: ElectionMemberOutput): void {
    if (answer.op === 'CREATE' || (answer.op === 'ERROR' && answer.error === 'NODE_EXISTS')) {
      this.parents.shift();
      return this.parents.length > 0 ? this.makeParent(out) : this.contend(out);
    }
    if (!isLoss(answer)) {
      out.complain(`cannot create ${this.parents[0]}: ${describeAnswer(answer)}`);
    }
    // What was made stays made, so that the next try may begin with the candidate again.
    this.parents = [];
    this.talk.fail(now, out);
  }

  private watchNode(epoch: Epoch, out: ElectionMemberOutput): void {
    this.talk.ask({ op: 'EXISTS', path: this.nodePath(epoch), watch: true }, out);
  }

  private watched(
    now: Micros,
    epoch: Epoch,
    answer: CoordinationAnswer,
    out: ElectionMemberOutput,
  ): void {
    if (answer.op === 'EXISTS') return;
    if (answer.op === 'ERROR' && answer.error === 'NO_NODE') {
      this.held = null;
      return this.contend(out);
    }
    if (!isLoss(answer)) {
      out.complain(`cannot watch ${this.nodePath(epoch)}: ${describeAnswer(answer)}`);
    }
    this.talk.fail(now, out);
  }

  private nodePath(epoch: Epoch): string {
    return candidatePath(this.options.path, epoch);
  }
}
