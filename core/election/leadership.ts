import type { Machine, Micros } from '../machine.ts';
import type { Marks } from '../marks.ts';
import { type Epoch, candidatePath } from './candidates.ts';
import { Contender } from './contender.ts';
import type { DetectionOptions } from './detection.ts';
import { Detector } from './detector.ts';
import type { Leader, LeadershipInput, LeadershipOutput } from './election-io.ts';
import { FencedRecord } from './fenced-record.ts';
import { type MemberInput, SESSION_TIMEOUT_US, Session } from './session.ts';

export interface LeadershipOptions extends DetectionOptions {
  /** What the candidate's node says: Mesos's MasterInfo as JSON. */
  readonly content: string;
  /** Name of a node under the path that the leader, and no other, may write; none unless given. */
  readonly record?: string;
  /** Told where it comes by: for tests. */
  readonly marks?: Marks | null;
}

/**
 * A master's part in the election: it contends and detects over one session, leads when its own
 * node is the first, and stops leading, once and for good, as soon as it has reason to doubt it.
 *
 * Where there is a record, the leader claims it as soon as it is elected, and may lead when it is
 * told that it has it (`mesos-semantics` 13: registry first).
 *
 * Between the end of its session at the servers and the moment it hears of it, another may lead:
 * time alone keeps no two leaders apart. What each of them sends carries its epoch; a `Fence` and
 * a `FencedRecord` refuse the older.
 */
export class Leadership implements Machine<LeadershipInput, LeadershipOutput> {
  private readonly session: Session;
  private readonly contender: Contender;
  private readonly detector: Detector;
  private readonly record: FencedRecord | null;
  private readonly path: string;
  private readonly marks: Marks | null;
  private told: Leader | null = null;
  private leading: Epoch | null = null;
  private over = false;

  constructor(options: LeadershipOptions) {
    this.marks = options.marks ?? null;
    this.session = new Session(options.sessionTimeoutUs ?? SESSION_TIMEOUT_US, this.marks);
    this.contender = new Contender(options, this.session);
    this.detector = new Detector(options, this.session);
    const { path, record } = options;
    this.path = path;
    this.record = record === undefined ? null : new FencedRecord(`${path}/${record}`, this.session);
  }

  /** Its epoch while it leads, null else. */
  get epoch(): Epoch | null {
    return this.leading;
  }

  get leader(): Leader | null {
    return this.told;
  }

  step(now: Micros, input: LeadershipInput, out: LeadershipOutput): void {
    if (this.over) return;
    if (input.type === 'STOP') return this.end('stopped', out);
    if (input.type === 'WRITE') return this.write(now, input.content, out);
    const heard = this.session.step(now, input, out);
    if (heard === null) return;
    // Before the contender hears of it, which would contend anew: a leader does not.
    if (this.isOwnDeletion(heard)) return this.end('the candidate has vanished', out);
    this.pass(now, heard, out);
    if (this.contender.needsNewSession) {
      this.session.close(out);
      this.pass(now, { type: 'SESSION_EVENT', event: 'OVER' }, out);
    }
    this.judge(now, out);
    if (!this.over && this.session.closed) this.session.open(out);
  }

  private pass(now: Micros, heard: MemberInput, out: LeadershipOutput): void {
    this.contender.step(now, heard, out);
    this.detector.step(now, heard, out);
    this.record?.step(now, heard, out);
  }

  private write(now: Micros, content: string, out: LeadershipOutput): void {
    if (this.record === null) out.complain('there is no record to write');
    else this.record.step(now, { type: 'WRITE', content }, out);
  }

  private isOwnDeletion(heard: MemberInput): boolean {
    if (this.leading === null || heard.type !== 'WATCH' || heard.event !== 'NODE_DELETED') {
      return false;
    }
    return heard.path === candidatePath(this.path, this.leading);
  }

  private judge(now: Micros, out: LeadershipOutput): void {
    if (this.leading !== null) {
      const reason = this.reasonToDoubt(this.leading);
      if (reason !== null) return this.end(reason, out);
    }
    const { leader } = this.detector;
    if (leader !== this.told) {
      this.told = leader;
      out.detected(leader);
    }
    // Nodes before the own one that a list does not show are gone for good: a server that shows
    // the own node has seen all that was written before it.
    if (this.leading === null && leader !== null && leader.epoch === this.contender.epoch) {
      const { epoch } = leader;
      this.leading = epoch;
      out.elected(epoch);
      this.record?.step(now, { type: 'CLAIM', epoch }, out);
    }
  }

  private reasonToDoubt(epoch: Epoch): string | null {
    if (this.session.closed) return 'the session is over';
    if (this.contender.epoch !== epoch) return 'the candidate has vanished';
    const { smallest } = this.detector;
    if (smallest === epoch) return this.record?.fencedBecause ?? null;
    return smallest === null ? 'there is no candidate' : `epoch ${smallest} leads`;
  }

  private end(reason: string, out: LeadershipOutput): void {
    this.over = true;
    if (this.leading !== null) {
      this.marks?.sometimes('lead-lost');
      if (this.record?.fencedBecause === reason) this.marks?.sometimes('lead-fenced');
      this.leading = null;
      out.lost(reason);
    }
    this.session.close(out);
  }
}
