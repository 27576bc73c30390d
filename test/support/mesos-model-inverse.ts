import { isInForce } from './mesos-model-rules.ts';
import type { ModelState } from './mesos-model-state.ts';

export type Answer = 'ACCEPT' | 'DECLINE';

interface Maintenance {
  readonly agent: number;
  readonly startUs: number;
}

interface Asked {
  readonly framework: number;
  readonly agent: number;
  outstanding: boolean;
  answer: Answer | null;
  refusal: { readonly expiresUs: number; readonly bornInBatch: number } | null;
}

/** An inverse offer: a framework is asked to leave an agent. */
export interface InverseOffer {
  readonly framework: number;
  readonly agent: number;
}

/** Agents to be maintained, and who was asked to leave them (`mesos-semantics` part 15). */
export class ModelMaintenance {
  private windows: Maintenance[] = [];
  private asked: Asked[] = [];

  schedule(agent: number, startUs: number | null): void {
    this.forgetAgent(agent);
    if (startUs !== null) this.windows.push({ agent, startUs });
  }

  forgetAgent(agent: number): void {
    this.windows = this.windows.filter((one) => one.agent !== agent);
    this.asked = this.asked.filter((one) => one.agent !== agent);
  }

  forgetFramework(framework: number): void {
    this.asked = this.asked.filter((one) => one.framework !== framework);
  }

  /** A framework disconnects: what it was asked is rescinded; what it has answered stays. */
  disconnect(framework: number): void {
    for (const one of this.asked) {
      if (one.framework === framework) Object.assign(one, { outstanding: false, refusal: null });
    }
  }

  revive(framework: number): void {
    for (const one of this.asked) if (one.framework === framework) one.refusal = null;
  }

  startOf(agent: number): number | null {
    return this.windows.find((one) => one.agent === agent)?.startUs ?? null;
  }

  outstanding(): InverseOffer[] {
    return this.asked.filter((one) => one.outstanding);
  }

  answer(
    { framework, agent }: InverseOffer,
    answer: Answer,
    refusal: { readonly expiresUs: number; readonly bornInBatch: number } | null,
  ): void {
    const asked = this.of(framework, agent);
    asked.outstanding = false;
    asked.answer = answer;
    asked.refusal = refusal ?? asked.refusal;
  }

  /** Answers by agent and framework, as `[agent, framework, answer]`. */
  statuses(): [number, number, Answer][] {
    return this.asked.flatMap(({ agent, framework, answer }) =>
      answer === null ? [] : [[agent, framework, answer]],
    );
  }

  /** Asks everybody who is to be asked in a cycle about some agents. */
  ask(
    state: ModelState,
    time: { readonly nowUs: number; readonly periodic: boolean },
    scope: readonly number[],
  ): InverseOffer[] {
    const made: InverseOffer[] = [];
    for (const { agent } of this.windows) {
      if (!scope.includes(agent)) continue;
      const holders = new Set(
        state.held.filter((one) => one.agent === agent).map(({ framework }) => framework),
      );
      for (const framework of [...holders].sort((a, b) => a - b)) {
        if (state.frameworks.get(framework)?.active !== true) continue;
        const asked = this.of(framework, agent);
        const refuses = asked.refusal !== null && isInForce(asked.refusal, state.batch, time);
        if (asked.outstanding || refuses) continue;
        Object.assign(asked, { outstanding: true, refusal: null });
        made.push({ framework, agent });
      }
    }
    return made;
  }

  private of(framework: number, agent: number): Asked {
    const known = this.asked.find((one) => one.framework === framework && one.agent === agent);
    if (known !== undefined) return known;
    const asked: Asked = { framework, agent, outstanding: false, answer: null, refusal: null };
    this.asked.push(asked);
    return asked;
  }
}
