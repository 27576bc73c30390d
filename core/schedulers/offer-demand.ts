import type { Micros } from '../machine.ts';
import type { Alarm, AlarmOutput } from './alarm.ts';
import type { SchedulerDriver, SchedulerOutput } from './driver.ts';

/**
 * When a scheduler of long-lived work asks for offers: SUPPRESS while it has nothing to launch,
 * REVIVE when that changes, and REVIVE again when offers it refused might serve it after all, but
 * not more often than every so often (Marathon and Chronos `--min_revive_offers_interval`).
 */
export class OfferDemand {
  private readonly driver: SchedulerDriver;
  private readonly alarm: Alarm;
  private readonly intervalUs: Micros;
  /** Offers were refused since they were asked for last. */
  private refused = false;
  /** Refused offers might do now. */
  private news = false;
  private revivedUs: Micros = Number.NEGATIVE_INFINITY;

  /** @param intervalUs least time between askings */
  constructor(driver: SchedulerDriver, alarm: Alarm, intervalUs: Micros) {
    this.driver = driver;
    this.alarm = alarm;
    this.intervalUs = intervalUs;
  }

  /** The master forgets refusals with the subscription before. */
  onSubscribed(): void {
    this.refused = false;
    this.news = false;
  }

  offersRefused(): void {
    this.refused = true;
  }

  /** What is to be launched has changed, or where it may be. */
  changed(): void {
    this.news = true;
  }

  /** @param wants whether something could be launched now */
  settle(now: Micros, wants: boolean, out: SchedulerOutput & AlarmOutput): void {
    if (!this.driver.subscribed) return;
    if (!wants) {
      this.news = false;
      return this.driver.suppress(out);
    }
    if (this.driver.isSuppressed) return this.revive(now, out);
    if (!this.news || !this.refused) return;
    const atUs = this.revivedUs + this.intervalUs;
    if (now >= atUs) return this.revive(now, out);
    this.alarm.by(atUs, now, out);
  }

  private revive(now: Micros, out: SchedulerOutput): void {
    this.refused = false;
    this.news = false;
    this.revivedUs = now;
    this.driver.revive(out);
  }
}
