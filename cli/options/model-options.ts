import { type Command, Option } from 'commander';

import { type SwimDemands, withDemand } from '../../traces/swim/swim-classes.ts';
import {
  DEFAULT_SWIM_MODEL,
  MAX_FRAMEWORKS,
  SWIM_MODEL_FLAGS,
  type SwimFlag,
  type SwimModel,
} from '../../traces/swim/swim-model.ts';
import { UsageError, messageOf } from '../errors.ts';
import { parseDurationUs } from './durations.ts';
import { NOT_NEGATIVE, POSITIVE_INTEGER, parseNumber } from './numbers.ts';
import { parseSizeBytes } from './sizes.ts';

/** A setting of the SWIM model after parsing. */
type ModelValue = SwimModel[keyof SwimModel];

/** What the options of {@link addModelOptions} leave after parsing: those that were given. */
export type ModelOptions = object;

/** Adds an option for every setting of the SWIM model, from its own table. */
export function addModelOptions(command: Command): Command {
  command.optionsGroup('How a SWIM trace, which has bytes only, becomes tasks:');
  for (const flag of SWIM_MODEL_FLAGS) {
    const option = new Option(`--${flag.name} <${flag.kind}>`, describe(flag));
    option.argParser(
      (text: string, before: ModelValue | undefined): ModelValue =>
        parseModelValue(flag, text, before),
    );
    command.addOption(option);
  }
  return command.optionsGroup('Options:');
}

/** The model the options describe. */
export function modelOf(options: ModelOptions): SwimModel {
  const given = new Map<string, ModelValue>(Object.entries(options));
  let model = DEFAULT_SWIM_MODEL;
  for (const flag of SWIM_MODEL_FLAGS) {
    const value = given.get(attributeOf(flag));
    if (value !== undefined) model = { ...model, [flag.key]: value };
  }
  return model;
}

/** The name under which commander leaves a flag's value: `block-size` as `blockSize`. */
function attributeOf(flag: SwimFlag): string {
  return flag.name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function describe(flag: SwimFlag): string {
  return flag.kind === 'demand'
    ? `${flag.meaning} (e.g. ${flag.defaultText})`
    : `${flag.meaning} (default: ${flag.defaultText})`;
}

function parseModelValue(flag: SwimFlag, text: string, before: ModelValue | undefined): ModelValue {
  const what = `--${flag.name}`;
  switch (flag.kind) {
    case 'size':
      return parseSizeBytes(text, what);
    case 'rate':
      return parseSizeBytes(text.replace(/\/s$/, ''), what);
    case 'duration':
      return parseDurationUs(text, what);
    case 'number':
      return parseNumber(text, what, NOT_NEGATIVE);
    case 'frameworks':
      return text === 'class' ? 'class' : parseFrameworks(text, what);
    case 'demand':
      return parseDemand(before as SwimDemands | undefined, text, what);
  }
}

function parseFrameworks(text: string, what: string): number {
  return parseNumber(text, what, {
    ...POSITIVE_INTEGER,
    max: MAX_FRAMEWORKS,
    words: `"class" or a whole number from 1 to ${MAX_FRAMEWORKS}`,
  });
}

function parseDemand(before: SwimDemands | undefined, text: string, what: string): SwimDemands {
  try {
    return withDemand(before ?? DEFAULT_SWIM_MODEL.demands, text);
  } catch (error) {
    throw new UsageError(`${what}: ${messageOf(error)}`);
  }
}
