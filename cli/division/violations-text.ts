import type { DivisionProblem } from '../../core/division/problem.ts';
import type { Rational } from '../../core/division/rational.ts';
import type { SearchResult } from '../../core/division/search/counterexample.ts';
import type { Violations } from '../../core/division/search/violations.ts';
import type { Json } from '../output/json.ts';
import { type Terminal, printable, styled } from '../output/terminal.ts';
import { byResource } from './outcome-document.ts';
import { quantityText } from './quantity-text.ts';

/** The counterexamples, each in a line with its numbers. */
export function violationsText(
  found: Violations,
  problem: DivisionProblem,
  exact: boolean,
  terminal: Terminal,
): string {
  const name = (user: number): string => printable(problem.users[user].name);
  const change = (before: Rational, after: Rational): string =>
    `${quantityText(before, exact)} to ${quantityText(after, exact)} tasks`;
  const line = <Found>(
    property: string,
    { tried, counterexample }: SearchResult<Found>,
    what: string,
    words: (found: Found) => string,
  ): string => {
    if (counterexample === null) return `${property}: no violation in ${tried} ${what}\n`;
    return `${property}: ${styled('violated', 'red', terminal)}; ${words(counterexample)}\n`;
  };
  return [
    line(
      'strategy-proofness',
      found.strategyProofness,
      'lies',
      ({ user, told, honest, lying }) =>
        `${name(user)} says ${demandText(told, problem)} and goes from ${change(honest, lying)}`,
    ),
    line(
      'population monotonicity',
      found.populationMonotonicity,
      'departures',
      ({ leaver, loser, before, after }) =>
        `${name(leaver)} leaves and ${name(loser)} falls from ${change(before, after)}`,
    ),
    line(
      'resource monotonicity',
      found.resourceMonotonicity,
      'additions',
      ({ resource, factor, loser, before, after }) =>
        `with ${quantityText(factor, true)} times the ${printable(problem.resources[resource])} ` +
        `${name(loser)} falls from ${change(before, after)}`,
    ),
  ].join('');
}

function demandText(demand: readonly Rational[], problem: DivisionProblem): string {
  const parts = problem.resources.map((name, r) => `${name}:${quantityText(demand[r], true)}`);
  return printable(parts.join(';'));
}

/** The counterexamples as JSON: `null` where none was found, with how many were tried. */
export function violationsDocument(found: Violations, problem: DivisionProblem): Json {
  const name = (user: number): string => problem.users[user].name;
  const document = <Found>(
    { tried, counterexample }: SearchResult<Found>,
    describe: (found: Found) => Json,
  ): Json => ({
    tried,
    counterexample: counterexample === null ? null : describe(counterexample),
  });
  return {
    strategyProofness: document(found.strategyProofness, ({ user, told, honest, lying }) => ({
      user: name(user),
      told: byResource(problem, told),
      honestTasks: honest.toNumber(),
      lyingTasks: lying.toNumber(),
    })),
    populationMonotonicity: document(
      found.populationMonotonicity,
      ({ leaver, loser, before, after }) => ({
        leaver: name(leaver),
        loser: name(loser),
        tasksBefore: before.toNumber(),
        tasksAfter: after.toNumber(),
      }),
    ),
    resourceMonotonicity: document(
      found.resourceMonotonicity,
      ({ resource, factor, loser, before, after }) => ({
        resource: problem.resources[resource],
        factor: factor.toNumber(),
        loser: name(loser),
        tasksBefore: before.toNumber(),
        tasksAfter: after.toNumber(),
      }),
    ),
  };
}
