import { expose } from 'comlink';

import { RecordingHost } from './recording-host.ts';

expose(new RecordingHost());
