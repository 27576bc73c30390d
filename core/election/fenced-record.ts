import type { Machine, Micros } from '../machine.ts';
import type { Epoch } from './candidates.ts';
import { Conversation, describeAnswer } from './conversation.ts';
import { ANY_VERSION, type CoordinationAnswer } from './coordination.ts';
import type { FencedRecordOutput } from './election-io.ts';
import type { MemberInput, Session } from './session.ts';

export type FencedRecordInput =
  | MemberInput
  /** Take the record over for an epoch. */
  | { readonly type: 'CLAIM'; readonly epoch: Epoch }
  /** Replace its content; one at a time, and only once it is claimed. */
  | { readonly type: 'WRITE'; readonly content: string };

/**
 * A record that only the latest leader can write: a node whose content begins with the epoch of
 * its owner. A leader claims it before it writes, which raises the node's version; every write
 * names the version that the one before left. So a deposed leader's write fails, however late it
 * comes and whatever it believes.
 *
 * A write that was not answered is looked for before it is done again: nobody but this machine
 * writes under its epoch.
 */
export class FencedRecord implements Machine<FencedRecordInput, FencedRecordOutput> {
  private readonly path: string;
  private readonly talk: Conversation;
  private epoch: Epoch = -1;
  private state: 'NONE' | 'CLAIMING' | 'CLAIMED' | 'WRITING' | 'FENCED' = 'NONE';
  /** The node's version, as far as this machine knows. */
  private version: number = ANY_VERSION;
  /** What stands, or is to stand, in the record. */
  private content = '';
  private refusal: string | null = null;

  /** @param path of the record; its parents must exist */
  constructor(path: string, session: Session) {
    this.path = path;
    this.talk = new Conversation(session, 'RECORD_RETRY');
  }

  /**
   * Why nothing more can be written: somebody of a later epoch has claimed the record, or it
   * cannot be read. Null as long as there is no reason.
   */
  get fencedBecause(): string | null {
    return this.refusal;
  }

  step(now: Micros, input: FencedRecordInput, out: FencedRecordOutput): void {
    switch (input.type) {
      case 'CLAIM':
        if (this.state !== 'NONE') return out.complain(`claimed when ${this.state}, wanted NONE`);
        this.state = 'CLAIMING';
        this.epoch = input.epoch;
        return this.look(out);
      case 'WRITE':
        if (this.state !== 'CLAIMED') {
          return out.complain(`written when ${this.state}, wanted CLAIMED`);
        }
        this.state = 'WRITING';
        this.content = input.content;
        return this.write(this.version, out);
      case 'RESULT':
        if (this.talk.takes(input)) this.answered(now, input.answer, out);
        return;
      case 'TIMER':
        if (this.talk.isDue(now, input)) this.look(out);
        return;
      case 'SESSION_EVENT':
        if (input.event === 'RESUMED' && this.talk.failed) this.look(out);
        else if (input.event === 'OVER' && this.state !== 'NONE') this.fence('the session is over');
        return;
      case 'WATCH':
    }
  }

  private look(out: FencedRecordOutput): void {
    this.talk.ask({ op: 'GET_DATA', path: this.path, watch: false }, out);
  }

  private write(version: number, out: FencedRecordOutput): void {
    const data = `${this.epoch}\n${this.content}`;
    this.talk.ask({ op: 'SET_DATA', path: this.path, data, version }, out);
  }

  private answered(now: Micros, answer: CoordinationAnswer, out: FencedRecordOutput): void {
    switch (answer.op) {
      case 'GET_DATA':
        return this.found(answer.data, answer.stat.version, out);
      case 'SET_DATA':
        return this.owned(answer.stat.version, out);
      case 'CREATE':
        return this.owned(0, out);
      case 'ERROR':
        return this.refused(now, answer, out);
      default:
        out.complain(`${this.path}: ${describeAnswer(answer)}`);
        this.talk.fail(now, out);
    }
  }

  private refused(
    now: Micros,
    answer: CoordinationAnswer & { op: 'ERROR' },
    out: FencedRecordOutput,
  ): void {
    switch (answer.error) {
      // Somebody was faster, or an unanswered write of our own was done after all.
      case 'BAD_VERSION':
      case 'NODE_EXISTS':
        return this.look(out);
      case 'NO_NODE':
        if (this.state !== 'CLAIMING') return this.fence('the record was deleted');
        return this.talk.ask(
          { op: 'CREATE', path: this.path, data: `${this.epoch}\n`, mode: 'PERSISTENT' },
          out,
        );
      case 'CONNECTION_LOSS':
      case 'SESSION_EXPIRED':
        return this.talk.fail(now, out);
      default:
        out.complain(`${this.path}: ${answer.error}`);
        return this.talk.fail(now, out);
    }
  }

  private found(data: string, version: number, out: FencedRecordOutput): void {
    const end = data.indexOf('\n');
    const owner = end > 0 ? Number(data.slice(0, end)) : Number.NaN;
    if (!Number.isSafeInteger(owner)) {
      return this.fence(
        `the record begins "${data.slice(0, 20)}", wanted an epoch and a line break`,
      );
    }
    if (owner > this.epoch) return this.fence(`epoch ${owner} has claimed the record`);
    if (this.state === 'CLAIMING') {
      this.content = data.slice(end + 1);
      // It is ours where a claim was done and not answered.
      return owner === this.epoch ? this.owned(version, out) : this.write(version, out);
    }
    return version === this.version ? this.write(version, out) : this.owned(version, out);
  }

  private owned(version: number, out: FencedRecordOutput): void {
    const { state } = this;
    this.state = 'CLAIMED';
    this.version = version;
    if (state === 'CLAIMING') out.claimed(this.content);
    else out.written();
  }

  private fence(reason: string): void {
    this.talk.reset();
    this.state = 'FENCED';
    this.refusal = reason;
  }
}
