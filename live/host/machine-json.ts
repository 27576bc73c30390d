/** In core, since a browser that replays a recording reads the same text. */
export {
  WrittenConstraints,
  readMachineJson,
  writeMachineJson,
} from '../../core/recording/machine-json.ts';
