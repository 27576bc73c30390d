import { type Command, Option } from 'commander';

import type { GeneratorModel, ModelParameter } from '../../traces/generate/generator-model.ts';
import { GENERATOR_MODELS, allParameters } from '../../traces/generate/model-table.ts';
import { parseDurationUs } from './durations.ts';
import { parseNumber } from './numbers.ts';

/** What the options of {@link addModelParameters} leave after parsing: those that were given. */
export type ModelParameterOptions = object;

/** Adds an option for every parameter of the models that can be generated. */
export function addModelParameters(command: Command): Command {
  command.optionsGroup('Parameters of the models (defaults: --list):');
  for (const parameter of allParameters()) {
    const { name, kind, meaning } = parameter;
    const models = GENERATOR_MODELS.filter(({ parameters }) =>
      parameters.some((one) => one.name === name),
    );
    const option = new Option(
      `--${name} <${kind === 'duration' ? 'duration' : 'n'}>`,
      `${meaning} (${models.map((model) => model.name).join(', ')})`,
    );
    command.addOption(option.argParser((text) => parseParameter(parameter, text)));
  }
  return command.optionsGroup('Options:');
}

/** Values given, by the parameters' names. */
export function parametersGiven(options: ModelParameterOptions): Map<string, number> {
  const given = new Map<string, unknown>(Object.entries(options));
  const values = new Map<string, number>();
  for (const { name } of allParameters()) {
    const value = given.get(attributeOf(name));
    if (typeof value === 'number') values.set(name, value);
  }
  return values;
}

/** The name under which commander leaves an option's value: `max-maps` as `maxMaps`. */
function attributeOf(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function parseParameter({ name, kind, least, most }: ModelParameter, text: string): number {
  const what = `--${name}`;
  if (kind === 'duration') return parseDurationUs(text, what);
  const noun = kind === 'whole' ? 'a whole number' : 'a number';
  // A bound that only keeps zero out is none that anyone should read.
  const range = least > 0 && least < 0.001 ? `above 0 up to ${most}` : `from ${least} to ${most}`;
  return parseNumber(text, what, {
    ...{ min: least, max: most, integer: kind === 'whole' },
    words: `${noun} ${range}`,
  });
}

/** A parameter's default as it would be typed. */
export function defaultText({ kind, byDefault }: ModelParameter): string {
  if (kind !== 'duration') return String(byDefault);
  const seconds = byDefault / 1e6;
  return seconds % 3600 === 0 ? `${seconds / 3600}h` : `${seconds}s`;
}

/** The model of a name in the table. */
export function modelNamed(name: string): GeneratorModel {
  return GENERATOR_MODELS.find((model) => model.name === name) ?? GENERATOR_MODELS[0];
}
