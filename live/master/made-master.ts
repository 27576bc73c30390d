/** In core, since a browser that replays a recording makes the same machine. */
export { type MasterMade, makeMaster } from '../../core/recording/made-master.ts';
