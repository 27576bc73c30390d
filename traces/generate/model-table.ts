import { FACEBOOK_DAY_MODEL } from './facebook-day.ts';
import { FACEBOOK_2009_MODEL, FACEBOOK_2010_MODEL } from './facebook-years.ts';
import type { GeneratorModel, ModelParameter } from './generator-model.ts';
import { GOOGLE_LIKE_MODEL } from './google-like.ts';
import { OMEGA_MODEL } from './omega-mix.ts';
import { TPCH_MODEL } from './tpch.ts';

/** Every model that can be generated, the one taken by default first. */
export const GENERATOR_MODELS: readonly GeneratorModel[] = [
  FACEBOOK_DAY_MODEL,
  FACEBOOK_2009_MODEL,
  FACEBOOK_2010_MODEL,
  GOOGLE_LIKE_MODEL,
  TPCH_MODEL,
  OMEGA_MODEL,
];

/** The parameters of all models, one of each name. */
export function allParameters(): ModelParameter[] {
  const byName = new Map<string, ModelParameter>();
  for (const { parameters } of GENERATOR_MODELS) {
    for (const parameter of parameters) {
      if (!byName.has(parameter.name)) byName.set(parameter.name, parameter);
    }
  }
  return [...byName.values()];
}
