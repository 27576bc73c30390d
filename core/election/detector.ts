import type { Machine, Micros } from '../machine.ts';
import { type Epoch, candidatePath, smallestEpoch } from './candidates.ts';
import { Conversation, describeAnswer, isLoss } from './conversation.ts';
import type { CoordinationAnswer } from './coordination.ts';
import type { ElectionMemberOutput, Leader } from './election-io.ts';
import type { MemberInput, Session, SessionEvent } from './session.ts';

export interface DetectorOptions {
  /** Where candidates stand: absolute, without a slash at the end. */
  readonly path: string;
  /** Whether a node's content tells who leads; where it does not, nobody does. */
  readonly isReadable: (content: string) => boolean;
}

/**
 * Knows who leads: lists the candidates with a watch and reads the smallest
 * (`mesos-semantics` 14; Mesos's `LeaderDetector`). While disconnected it goes on believing what
 * it knew, until the session is over.
 */
export class Detector implements Machine<MemberInput, ElectionMemberOutput> {
  private readonly options: DetectorOptions;
  private readonly talk: Conversation;
  private known: Leader | null = null;
  private first: Epoch | null = null;
  /** What the request that is awaited was for. */
  private asked: 'CHILDREN' | 'CONTENT' | 'PATH' = 'CHILDREN';
  /** The watch fired while an answer was awaited: that answer may show what was before. */
  private outdated = false;

  constructor(options: DetectorOptions, session: Session) {
    this.options = options;
    this.talk = new Conversation(session, 'DETECTOR_RETRY');
  }

  /** Who leads, null when nobody is known to. */
  get leader(): Leader | null {
    return this.known;
  }

  /** The first candidate of the last list, whose content may still be on its way. */
  get smallest(): Epoch | null {
    return this.first;
  }

  step(now: Micros, input: MemberInput, out: ElectionMemberOutput): void {
    switch (input.type) {
      case 'SESSION_EVENT':
        return this.sessionChanged(input.event, out);
      case 'RESULT':
        if (this.talk.takes(input)) this.answered(now, input.answer, out);
        return;
      case 'WATCH':
        if (input.path !== this.options.path) return;
        if (this.talk.waiting) this.outdated = true;
        else this.list(out);
        return;
      case 'TIMER':
        if (this.talk.isDue(now, input)) this.list(out);
    }
  }

  private sessionChanged(event: SessionEvent, out: ElectionMemberOutput): void {
    switch (event) {
      case 'OPENED':
        return this.list(out);
      case 'RESUMED':
        if (this.talk.failed) this.list(out);
        return;
      case 'SUSPENDED':
        return;
      case 'OVER':
        this.talk.reset();
        this.known = null;
        this.first = null;
    }
  }

  private list(out: ElectionMemberOutput): void {
    this.asked = 'CHILDREN';
    this.outdated = false;
    this.talk.ask({ op: 'GET_CHILDREN', path: this.options.path, watch: true }, out);
  }

  private answered(now: Micros, answer: CoordinationAnswer, out: ElectionMemberOutput): void {
    switch (this.asked) {
      case 'CHILDREN':
        this.listed(now, answer, out);
        break;
      case 'CONTENT':
        this.read(now, answer, out);
        break;
      case 'PATH':
        this.found(now, answer, out);
    }
    if (this.outdated && !this.talk.waiting) this.list(out);
  }

  private listed(now: Micros, answer: CoordinationAnswer, out: ElectionMemberOutput): void {
    if (answer.op === 'GET_CHILDREN') {
      this.first = smallestEpoch(answer.children);
      if (this.first === null) this.known = null;
      else if (this.known?.epoch !== this.first) this.readContent(this.first, out);
    } else if (answer.op === 'ERROR' && answer.error === 'NO_NODE') {
      this.first = null;
      this.known = null;
      this.asked = 'PATH';
      this.talk.ask({ op: 'EXISTS', path: this.options.path, watch: true }, out);
    } else {
      this.failed(now, answer, out);
    }
  }

  private readContent(epoch: Epoch, out: ElectionMemberOutput): void {
    this.asked = 'CONTENT';
    const path = candidatePath(this.options.path, epoch);
    this.talk.ask({ op: 'GET_DATA', path, watch: false }, out);
  }

  private read(now: Micros, answer: CoordinationAnswer, out: ElectionMemberOutput): void {
    if (answer.op === 'GET_DATA') {
      const { data: content } = answer;
      const readable = this.first !== null && this.options.isReadable(content);
      this.known = readable && this.first !== null ? { epoch: this.first, content } : null;
    } else if (answer.op === 'ERROR' && answer.error === 'NO_NODE') {
      // It has gone since it was listed: the watch on the list tells.
      this.known = null;
    } else {
      this.failed(now, answer, out);
    }
  }

  /** Whether the path, which was missing, exists; if not, the watch tells when it does. */
  private found(now: Micros, answer: CoordinationAnswer, out: ElectionMemberOutput): void {
    if (answer.op === 'EXISTS') this.list(out);
    else if (answer.op !== 'ERROR' || answer.error !== 'NO_NODE') this.failed(now, answer, out);
  }

  private failed(now: Micros, answer: CoordinationAnswer, out: ElectionMemberOutput): void {
    if (!isLoss(answer)) {
      out.complain(`cannot detect under ${this.options.path}: ${describeAnswer(answer)}`);
    }
    this.outdated = false;
    this.talk.fail(now, out);
  }
}
